/** The public keys of an issuer of tokens: from a file, or from its address, kept for ten minutes and read again when a token names a new one. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { monotonicMs } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { JwtSettings } from './access-settings.ts';

const minuteMs = 60_000;
const keptMs = 10 * minuteMs;
/** While the issuer does not answer, keys that were read before are good for so long. */
const keptWhileDownMs = 60 * minuteMs;
/** Tokens that name unknown keys make the issuer be asked no more often than this. */
const betweenMs = 30_000;
/** The same after it did not answer. */
const afterFailureMs = 5_000;
const timeoutMs = 5_000;
const mostBytes = 256 * 1024;

/** Finds the key of a token. @throws CONFIG_INVALID for a file without a public key; the keys' finder throws ISSUER_UNREACHABLE */
export async function issuerKeys({ jwksUrl, publicKeyFile = '' }: JwtSettings): Promise<JWTVerifyGetKey | KeyObject> {
  if (jwksUrl === undefined) return await keyOfFile(publicKeyFile);
  const read = reader();
  return createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: keptMs,
    cooldownDuration: betweenMs,
    timeoutDuration: timeoutMs,
    [customFetch]: read,
  });
}

async function keyOfFile(file: string): Promise<KeyObject> {
  const refuse = (problem: string) => new ModelwrightError('CONFIG_INVALID', { file, problem });
  const text = await readFile(file, 'utf8').catch(() => {
    throw refuse('jwt.publicKeyFile: it cannot be read');
  });
  if (text.includes('PRIVATE KEY'))
    throw refuse('jwt.publicKeyFile: it holds a private key, which belongs to the issuer');
  try {
    return createPublicKey(text);
  } catch {
    throw refuse('jwt.publicKeyFile: expected a public key as PEM');
  }
}

type Asked = Readonly<{ headers: Headers; method: 'GET'; redirect: 'manual'; signal: AbortSignal }>;

/** Reads a bounded body, follows nobody elsewhere, and bridges the time in which the issuer does not answer. */
function reader(): (url: string, asked: Asked) => Promise<Response> {
  let last: { readonly body: string; readonly atMs: number } | undefined;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  return async (url, asked) => {
    if (monotonicMs() - failedAtMs >= afterFailureMs) {
      try {
        last = { body: await keySet(await fetch(url, asked)), atMs: monotonicMs() };
        return new Response(last.body);
      } catch {
        failedAtMs = monotonicMs();
      }
    }
    if (last && monotonicMs() - last.atMs <= keptWhileDownMs) return new Response(last.body);
    throw new ModelwrightError('ISSUER_UNREACHABLE', {});
  };
}

/** The body, when it is a set of keys of a size that can be. */
async function keySet(answer: Response): Promise<string> {
  if (answer.status !== 200) throw new Error(`status ${answer.status}`);
  const body = await boundedText(answer);
  if (!Array.isArray((JSON.parse(body) as { readonly keys?: unknown }).keys)) throw new Error('no keys');
  return body;
}

async function boundedText({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    if (length > mostBytes) throw new Error(`the key set has more than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
