/** Takes out of a text what looks like a secret, before it is written where others read. */

const hidden = '[redacted]';
/** `password=...`, `token: ...` and their like; the value ends with a space, a quote or a separator. */
const named =
  /\b(pass(?:word|wd)?|secret|token|api[_-]?key|access[_-]?key|credentials?)(["']?\s{0,3}[=:]\s{0,3}["']?)([^\s"',;&]{1,512})/gi;
const authorization = /\b(bearer|basic)\s{1,3}[\w+/=.~-]{8,2048}/gi;
/** Keys that are known by their form: of cloud providers, of this server. */
const keys = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bmw_[A-Za-z0-9_-]{20,128}\b|\bgh[pousr]_[A-Za-z0-9]{20,255}\b/g;
/** `scheme://user:password@host` */
const inAddress = /(:\/\/[^\s/:@]{1,256}:)[^\s/@]{1,512}@/g;

/** The text with every value that looks like a secret replaced. Takes time proportional to its length. */
export function redactSecrets(text: string): string {
  return text
    .replace(inAddress, `$1${hidden}@`)
    .replace(authorization, `$1 ${hidden}`)
    .replace(named, `$1$2${hidden}`)
    .replace(keys, hidden);
}
