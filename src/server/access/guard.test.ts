/** What the guard does besides roles: hosts, pages, rates and the audit log. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it, vi } from 'vitest';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { type Guarded, withAccess } from '../../../tests/server/with-access.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { createKey } from '../../access/keys.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { startServer } from '../start.ts';

const one = (store: Store) => registerModel(store, 'late', smallModel('binary'));
const allowedHosts = ['ml.example.com', '.example.org'];
const codeOf = ({ statusCode, json }: { statusCode: number; json(): { error?: { code?: string } } }) =>
  statusCode === 200 ? 'OK' : json().error?.code;
const predict = ({ app, as }: Guarded, who: string) =>
  app.inject({ method: 'POST', url: '/v1/models/late/predict', headers: as(who), payload: { rows: [goodRow] } });
const look = ({ app, as }: Guarded, who: string) => app.inject({ url: '/v1/models', headers: as(who) });

it.each([
  ['with keys', ['keys']],
  ['without', []],
] as const)('takes requests by its own names and from its own pages alone, %s', (_, auth) =>
  withAccess(
    one,
    async ({ app, as }) => {
      const ask = async (headers: Record<string, string>, url = '/v1/models', method: 'GET' | 'POST' = 'GET') =>
        codeOf(await app.inject({ url, method, headers: { ...as('viewer'), ...headers } }));
      const good = ['localhost:8080', '127.0.0.1:1', '[::1]:8', '10.1.2.3', 'ML.example.com:443', 'a.b.example.org'];
      for (const host of good) expect(await ask({ host }), host).toBe('OK');
      const strange = ['evil.example', 'example.org', 'ml.example.com.evil.example', 'localhost.evil.example'];
      for (const host of [...strange, '127.0.0.1.evil.example', 'a b', 'ml.example.com@evil.example']) {
        expect(await ask({ host, 'x-forwarded-host': 'ml.example.com' }), host).toBe('HOST_NOT_ALLOWED');
        expect(await ask({ host }, '/healthz/live'), host).toBe('HOST_NOT_ALLOWED');
      }
      const host = 'ml.example.com';
      for (const origin of ['https://ml.example.com', 'http://app.example.org:3000']) {
        expect(await ask({ host, origin }), origin).toBe('OK');
      }
      for (const origin of [
        'https://evil.example',
        'null',
        'http://localhost:3000',
        'https://ml.example.com.evil.example',
      ]) {
        expect(await ask({ host, origin }), origin).toBe('ORIGIN_NOT_ALLOWED');
        expect(await ask({ host, origin }, '/v1/labels', 'POST'), origin).toBe('ORIGIN_NOT_ALLOWED');
      }
    },
    { access: { auth: [...auth], allowedHosts } },
  ),
);

it('listens beyond loopback when callers say who they are', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    const { key } = await createKey(store, { name: 'ci', role: 'viewer', expiresDays: 1, actor: 'ann' });
    const access = { auth: ['keys' as const], allowedHosts };
    const server = await startServer({ platform: { store: async () => store }, host: '0.0.0.0', port: 0, access });
    const ask = async (host: string, headers: Record<string, string> = {}) => {
      const to = { host: '127.0.0.1', port: server.port, path: '/v1/models', headers: { ...headers, host } };
      const [answer] = (await once(httpRequest(to).end(), 'response')) as [IncomingMessage];
      const body = JSON.parse(await text(answer)) as { error?: { code: string } };
      return [answer.statusCode, body.error?.code];
    };
    const authorization = `Bearer ${key}`;
    expect(await ask('ml.example.com')).toEqual([401, 'CREDENTIALS_MISSING']);
    expect(await ask('ml.example.com', { authorization })).toEqual([200, undefined]);
    expect((await ask('evil.example', { authorization }))[1]).toBe('HOST_NOT_ALLOWED');
    await server.close();
    await store.close();
  }));

it('counts how often each caller asks, predictions apart', () =>
  withAccess(
    one,
    async (guarded) => {
      expect(codeOf(await look(guarded, 'viewer'))).toBe('OK');
      const late = await look(guarded, 'viewer');
      expect([late.statusCode, codeOf(late)]).toEqual([429, 'RATE_EXCEEDED']);
      expect(Number(late.headers['retry-after'])).toBeGreaterThan(1);
      expect(codeOf(await predict(guarded, 'predictor'))).toBe('OK');
      expect(codeOf(await predict(guarded, 'predictor'))).toBe('RATE_EXCEEDED');
      expect(codeOf(await look(guarded, 'predictor'))).toBe('OK');
      expect(codeOf(await predict(guarded, 'admin'))).toBe('OK');
      for (let i = 0; i < 5; i++) expect((await guarded.app.inject('/healthz/live')).statusCode).toBe(200);
    },
    { access: { auth: ['keys'], controlRate: 0.001, predictRate: 0.001 } },
  ));

it('lets an address guess keys slowly, and goes on serving the good ones from there', () =>
  withAccess(one, async (guarded) => {
    const guess = { url: '/v1/models', headers: { authorization: 'Bearer mw_wrong' } };
    const codes = await Promise.all(Array.from({ length: 400 }, async () => codeOf(await guarded.app.inject(guess))));
    expect(codes.slice(0, 20)).toEqual(new Array(20).fill('CREDENTIALS_INVALID'));
    expect(codes).toContain('RATE_EXCEEDED');
    expect(codeOf(await look(guarded, 'viewer'))).toBe('OK');
    expect((await guarded.app.inject({ ...guess, remoteAddress: '10.9.9.9' })).statusCode).toBe(401);
  }));

it('writes refused administrative acts into the audit log, each once in a while, and other refusals not', () =>
  withAccess(
    one,
    async (guarded) => {
      const { app, as, store } = guarded;
      const load = '/v2/repository/models/:name/load';
      const post = (who: string, url = load.replace(':name', 'late')) =>
        app.inject({ method: 'POST', url, headers: as(who), remoteAddress: '10.0.0.7' });
      for (let i = 0; i < 3; i++) expect((await post('viewer')).statusCode).toBe(403);
      expect((await post('public')).statusCode).toBe(401);
      expect((await predict(guarded, 'viewer')).statusCode).toBe(403);
      expect((await post('operator', '/test/admin')).statusCode).toBe(403);
      await vi.waitFor(async () => {
        const entries = (await store.audit.latest(50)).filter(({ action }) => action === 'access.refuse');
        const peer = '10.0.0.7';
        expect(entries.map(({ actor, subject, details }) => ({ actor, subject, details }))).toEqual([
          { actor: 'key:viewer', subject: `POST ${load}`, details: { code: 'ROLE_TOO_LOW', peer, leftOut: 0 } },
          { actor: 'unknown', subject: `POST ${load}`, details: { code: 'CREDENTIALS_MISSING', peer, leftOut: 2 } },
          { actor: 'key:operator', subject: 'POST /test/admin', details: { code: 'ROLE_TOO_LOW', peer, leftOut: 0 } },
        ]);
      });
    },
    { change: (app) => app.post('/test/admin', { config: { access: { role: 'admin' } } }, async () => ({})) },
  ));
