/**
 * Texts that make an expression try again and again: pieces of what it looks for, repeated, after what it begins with and before what it
 * does not take.
 */

/** The text `head`, then `piece` until a length is reached, then `tail`. */
export interface AdversarialText {
  readonly head: string;
  readonly piece: string;
  readonly tail: string;
}

const palette = [...'aAzZ09 \t\n\r"\'`,.;:/\\-_=+*?!@#$%&|~^()[]{}<>éİ日\u0301\u200b😀', 'ab', 'a ', '0.', '""', '../'];
const tails = ['!', '\n'];
const widest = 7;

/** A character for each escape that stands for a class. */
const classEscapes: Readonly<Record<string, string>> = {
  d: '0',
  w: 'a',
  s: ' ',
  D: 'a',
  W: ' ',
  S: 'a',
  n: '\n',
  t: '\t',
};

export function adversarialTexts(source: string, flags: string): AdversarialText[] {
  const samples = samplesOf(source, flags);
  const texts = new Map<string, AdversarialText>();
  const add = (head: string, piece: string) => {
    if (piece === '') return;
    for (const tail of tails) texts.set(JSON.stringify([head, piece, tail]), { head, piece, tail });
  };
  for (const piece of palette) add('', piece);
  for (let from = 0; from < samples.length; from++) {
    const head = samples.slice(0, from).join('');
    for (let to = from + 1; to <= Math.min(samples.length, from + widest); to++) {
      const piece = samples.slice(from, to).join('');
      add('', piece);
      add(head, piece);
    }
  }
  return [...texts.values()];
}

/** What each part of an expression takes, in the order of the parts: the letters of it, and characters of its classes. */
export function samplesOf(source: string, flags: string): string[] {
  const parts = source.match(
    /\\p\{[^}]*\}|\\u\{[^}]*\}|\\u[\da-f]{4}|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\{\d+,?\d*\}|\(\?(?:<?[=!]|:)|[\s\S]/gi,
  );
  return (parts ?? []).flatMap((part) => {
    if (part.length === 1) return /[\^$.*+?()|]/.test(part) ? (part === '.' ? ['a'] : []) : [part];
    if (part.startsWith('{') || part.startsWith('(')) return [];
    const known = classEscapes[part[1]];
    if (part.length === 2 && known !== undefined) return [known];
    if (part.length === 2 && !/[bB\d]/.test(part[1])) return [part[1]];
    const taken = new RegExp(`^(?:${part})$`, flags.replace(/[gy]/g, ''));
    return part.length === 2 ? [] : palette.filter((one) => taken.test(one)).slice(0, 2);
  });
}
