/** What a project says about webhooks: the addresses that may be told when a job has ended, by name. Nobody else names an address. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';

const mostWebhooks = 32;
/** Old and new, while receivers change. */
const mostSecrets = 2;

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'expected the name of an environment variable');

const webhookSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'expected a URL that begins with https:// or http://' })
    .refine((url) => !hasUser(url), 'expected a URL without user and password; the signature says who calls')
    .describe('Where jobs that ended are told, by POST. Redirects are not followed.'),
  secretEnv: z
    .union([variable.transform((name) => [name]), z.array(variable).min(1).max(mostSecrets)])
    .describe('Environment variable with the secret (24 to 64 bytes as base64); two while it is being changed.'),
  timeoutMs: z.int().min(100).max(30_000).default(10_000).describe('Time that an attempt may take.'),
  attempts: z.int().min(1).max(12).default(8).describe('Attempts before it is given up.'),
  firstPauseMs: z
    .int()
    .min(100)
    .max(3_600_000)
    .default(5_000)
    .describe('Pause after the first attempt that failed; each further one is four times as long, at most 4 hours.'),
});

/** By name. */
export const webhooksSchema = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'expected letters, digits, dashes and underscores'),
    webhookSchema,
  )
  .refine((webhooks) => Object.keys(webhooks).length <= mostWebhooks, `expected at most ${mostWebhooks} webhooks`)
  .describe('Who may be told when a job has ended, by the name that callers give.');

export type DeclaredWebhook = z.output<typeof webhookSchema>;

export type DeclaredWebhooks = z.output<typeof webhooksSchema>;

/** @throws WEBHOOK_NOT_FOUND with the names that there are */
export function requireWebhook(declared: DeclaredWebhooks, name: string): DeclaredWebhook {
  if (Object.hasOwn(declared, name)) return declared[name];
  const available = Object.keys(declared).join(', ') || 'none';
  throw new ModelwrightError('WEBHOOK_NOT_FOUND', { webhook: name.slice(0, 100), available });
}

/** An address that is none is refused by another law. */
function hasUser(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
