/** Signs what a webhook is told, as Standard Webhooks (1.0) says, so that receivers may check it with any of its libraries. */
import { createHmac } from 'node:crypto';

const prefix = 'whsec_';
const [leastBytes, mostBytes] = [24, 64];

/** What is signed. */
export interface SignedMessage {
  /** Stays the same over all attempts. */
  readonly id: string;
  /** Seconds since 1970-01-01T00:00:00Z of this attempt. */
  readonly timestamp: number;
  readonly body: string;
}

/** The bytes of a secret as people keep it, `whsec_` and base64 or base64 alone; undefined when it is none. */
export function readSecret(text: string): Buffer | undefined {
  const encoded = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const secret = Buffer.from(encoded, 'base64');
  return secret.length >= leastBytes && secret.length <= mostBytes ? secret : undefined;
}

/** The signatures by each secret, between spaces: a receiver is content with one that it knows. */
export function signWebhook(secrets: readonly Buffer[], { id, timestamp, body }: SignedMessage): string {
  const signed = `${id}.${timestamp}.${body}`;
  return secrets.map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`).join(' ');
}
