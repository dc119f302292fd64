/** The webhooks of a server: what is declared, with the secrets of its environment. */
import { ModelwrightError } from '../../core/errors.ts';
import { type DeclaredWebhook, type DeclaredWebhooks, requireWebhook } from './declared-webhooks.ts';
import { readSecret } from './sign-webhook.ts';

/** A webhook that can be told. */
export interface Webhook extends DeclaredWebhook {
  readonly name: string;
  readonly secrets: readonly Buffer[];
}

export interface Webhooks {
  /** Those that can be told, by name. */
  readonly ready: ReadonlyMap<string, Webhook>;
  /** What is wrong with the others. */
  readonly problems: readonly ModelwrightError[];
  /** @throws WEBHOOK_NOT_FOUND, WEBHOOK_SECRET_INVALID */
  require(name: string): Webhook;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** One that has no good secret is a problem of its own: the server serves all the same. */
export function openWebhooks(declared: DeclaredWebhooks, environment: Environment): Webhooks {
  const ready = new Map<string, Webhook>();
  const problems = new Map<string, ModelwrightError>();
  for (const [name, webhook] of Object.entries(declared)) {
    const secrets: Buffer[] = [];
    for (const variable of webhook.secretEnv) {
      const secret = readSecret(environment[variable] ?? '');
      if (secret) secrets.push(secret);
      else problems.set(name, new ModelwrightError('WEBHOOK_SECRET_INVALID', { webhook: name, variable }));
    }
    if (!problems.has(name)) ready.set(name, { ...webhook, name, secrets });
  }
  return {
    ready,
    problems: [...problems.values()],
    require(name) {
      requireWebhook(declared, name);
      const webhook = ready.get(name);
      if (!webhook) throw problems.get(name);
      return webhook;
    },
  };
}
