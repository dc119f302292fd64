/** A receiver of webhooks on loopback that checks what it is told with nothing but node:crypto, as a stranger would. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { vi } from 'vitest';
import type { PredictionJob } from '../../src/jobs/prediction-job.ts';
import { type DeclaredServing, servingSchema } from '../../src/serve/repository/declared-serving.ts';

/** 32 bytes each, as base64. */
export const secrets = { HOOK_SECRET: Buffer.alloc(32, 7).toString('base64'), HOOK_NEXT: `whsec_${'ab'.repeat(20)}` };

/** One request that came. */
export interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  readonly path: string;
  /** Absent where the request had no body. */
  readonly job: PredictionJob | undefined;
  /** Whether a signature is right by the first secret; by the second. */
  readonly isSigned: readonly boolean[];
}

export interface Receiver {
  readonly url: string;
  readonly told: readonly Told[];
  /** Waits for so many requests, and gives all that came. */
  until(count: number): Promise<readonly Told[]>;
  close(): Promise<void>;
}

/** @param answer Answers the requests of a path by their number from 0; default: status 204 */
export async function openReceiver(
  answer: (reply: ServerResponse, number: number, path: string) => void = (reply) => void reply.writeHead(204).end(),
): Promise<Receiver> {
  const told: Told[] = [];
  const server = createServer(async (request, reply) => {
    const body = await text(request);
    const { headers, method = '', url: path = '' } = request;
    const isSigned = Object.values(secrets).map((secret) => isSignedBy(secret, headers, body));
    const number = told.filter((one) => one.path === path).length;
    told.push({ headers, method, path, job: body === '' ? undefined : (JSON.parse(body) as PredictionJob), isSigned });
    answer(reply, number, path);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    until: (count) =>
      vi.waitUntil(() => told.length >= count && told, { timeout: 60_000, interval: 50 }) as Promise<readonly Told[]>,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What a project says that tells this address; pauses are short, so that tests are. */
export function servingWith(url: string, more: Readonly<Record<string, unknown>> = {}): DeclaredServing {
  const nightly = { url, secretEnv: 'HOOK_SECRET', firstPauseMs: 100, ...more };
  return servingSchema.parse({ webhooks: { nightly } });
}

function isSignedBy(secret: string, headers: IncomingHttpHeaders, body: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => one.length === expected.length && timingSafeEqual(Buffer.from(one), expected));
}
