/** Tokens against a real key server on loopback: those that are good, and those of attackers. */
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exportJWK, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { withHome } from '../../tests/store/with-home.ts';
import { nowMs } from '../core/clock.ts';
import { type AccessInput, readAccess } from './access-settings.ts';
import { openKnownTokens } from './known-tokens.ts';

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [first, second, stranger] = [pair(), pair(), pair()];
const issuer = 'https://id.test';
let server: Server;
let url = '';
let keys: JWK[] = [];
const asked: string[] = [];
let answer: { status: number; body?: string } = { status: 200 };

const jwkOf = async (key: KeyObject, kid: string): Promise<JWK> => ({ ...(await exportJWK(key)), kid, use: 'sig' });

beforeAll(async () => {
  keys = [await jwkOf(first.publicKey, 'one')];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(answer.status, { location: '/elsewhere' }).end(answer.body ?? JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
});
afterAll(() => server.close());

const settings = (changes: object = {}) => {
  const jwt = { issuer, audience: 'modelwright', jwksUrl: url, ...changes } as AccessInput['jwt'];
  return readAccess({ auth: ['jwt'], jwt }).jwt!;
};
const now = () => Math.floor(nowMs() / 1000);
const claims = { iss: issuer, aud: 'modelwright', sub: 'ann', role: 'predictor' };
const signed = (payload: object = {}, key: KeyObject = first.privateKey, header: object = {}) =>
  new SignJWT({ ...claims, exp: now() + 600, ...payload })
    .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
    .sign(key);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

it('takes a token of the issuer, for who it was made for', async () => {
  const tokens = await openKnownTokens(settings());
  const token = await signed();
  expect(tokens.recall(token)).toBeUndefined();
  const caller = await tokens.check(token);
  expect(caller).toMatchObject({ id: 'jwt:ann', role: 'predictor' });
  expect(caller?.models).toBeUndefined();
  expect(tokens.recall(token)).toBe(caller);
  expect(await tokens.check(await signed({ aud: ['other', 'modelwright'] }))).toBeDefined();
  // Clocks differ by a minute at most.
  expect(await tokens.check(await signed({ exp: now() - 50, nbf: now() + 50 }))).toBeDefined();
});

it('refuses what attackers send', async () => {
  const tokens = await openKnownTokens(settings({ algorithms: ['RS256', 'ES256', 'EdDSA'] }));
  const good = await signed();
  const [header, payload, signature] = good.split('.');
  const unsigned = (alg: string) => `${part({ alg, kid: 'one' })}.${payload}.`;
  const pem = first.publicKey.export({ type: 'spki', format: 'pem' });
  const forged = `${part({ alg: 'HS256', kid: 'one' })}.${payload}`;
  const confused = `${forged}.${createHmac('sha256', pem).update(forged).digest('base64url')}`;
  const admin = part({ ...claims, role: 'admin', exp: now() + 600 });
  const seen = asked.length;
  const attacks: Record<string, string> = {
    'no signature': `${header}.${payload}.`,
    'alg none': unsigned('none'),
    'alg None': unsigned('None'),
    'alg nOnE': unsigned('nOnE'),
    'key confusion': confused,
    'changed claims': `${header}.${admin}.${signature}`,
    'changed algorithm': `${part({ alg: 'ES256', kid: 'one' })}.${payload}.${signature}`,
    'key of a stranger': await signed({}, stranger.privateKey),
    'key inside': await signed({}, stranger.privateKey, { jwk: await exportJWK(stranger.publicKey) }),
    'key elsewhere': await signed({}, stranger.privateKey, { jku: `${url}/evil`, x5u: `${url}/evil` }),
    'path as kid': await signed({}, stranger.privateKey, { kid: '../../../../dev/null' }),
    'query as kid': await signed({}, stranger.privateKey, { kid: "x' union select '1" }),
    'unknown critical header': await signed({}, first.privateKey, { crit: ['b64'], b64: false }).catch(() => 'a.b.c'),
    expired: await signed({ exp: now() - 70 }),
    'not yet': await signed({ nbf: now() + 70 }),
    'never ends': await signed({ exp: undefined }),
    'no subject': await signed({ sub: undefined }),
    'subject that breaks lines': await signed({ sub: 'ann\n{"level":"admin"}' }),
    'wrong issuer': await signed({ iss: 'https://id.test.evil' }),
    'wrong audience': await signed({ aud: 'other' }),
    'no audience': await signed({ aud: undefined }),
    huge: `${good}${'a'.repeat(9_000)}`,
    'no token': 'a.b.c',
    dots: '..',
  };
  for (const [name, token] of Object.entries(attacks)) {
    expect(await tokens.check(token), name).toBeUndefined();
    expect(tokens.recall(token), name).toBeUndefined();
  }
  expect(asked.slice(seen).every((path) => path === '/keys')).toBe(true);
  expect(await tokens.check(good)).toBeDefined();
});

it('follows keys that are rotated, and asks for unknown ones now and then only', async () => {
  const tokens = await openKnownTokens(settings());
  expect(await tokens.check(await signed())).toBeDefined();
  const before = asked.length;
  const next = await signed({ sub: 'next' }, second.privateKey, { kid: 'two' });
  keys = [await jwkOf(second.publicKey, 'two')];
  onTestFinished(async () => {
    keys = [await jwkOf(first.publicKey, 'one')];
    vi.useRealTimers();
  });
  for (let i = 0; i < 50; i++) expect(await tokens.check(next)).toBeUndefined();
  expect(asked.length).toBe(before);
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() + 31_000 });
  expect(await tokens.check(next)).toMatchObject({ id: 'jwt:next' });
  expect(await tokens.check(await signed({ sub: 'old' }))).toBeUndefined();
  expect(asked.length).toBe(before + 1);
});

it('says that the issuer is away when it never answered well, and bridges it when it did', async () => {
  onTestFinished(() => {
    answer = { status: 200 };
    vi.useRealTimers();
  });
  const away = { code: 'ISSUER_UNREACHABLE' };
  for (const bad of [
    { status: 500 },
    { status: 302 },
    { status: 200, body: 'no JSON' },
    { status: 200, body: '{"keys":1}' },
    { status: 200, body: JSON.stringify({ keys, more: 'x'.repeat(300_000) }) },
  ]) {
    answer = bad;
    const tokens = await openKnownTokens(settings());
    const before = asked.length;
    await expect(tokens.check(await signed())).rejects.toMatchObject(away);
    await expect(tokens.check(await signed())).rejects.toMatchObject(away);
    expect(asked.slice(before)).toEqual(['/keys']);
  }
  answer = { status: 200 };
  const tokens = await openKnownTokens(settings());
  expect(await tokens.check(await signed())).toBeDefined();
  answer = { status: 500 };
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() + 11 * 60_000 });
  expect(await tokens.check(await signed({ sub: 'later' }))).toBeDefined();
});

it('reads roles and models where the settings say', async () => {
  const roleOf = async (changes: object, payload: object) =>
    (await (await openKnownTokens(settings(changes))).check(await signed(payload)))?.role;
  expect(await roleOf({}, { role: undefined })).toBe('public');
  expect(await roleOf({}, { role: ['viewer', 'operator', 'king', 7] })).toBe('operator');
  const nested = { roleClaim: 'realm_access.roles', roles: { ops: 'operator', look: 'viewer' } };
  expect(await roleOf(nested, { realm_access: { roles: ['look', 'ops'] } })).toBe('operator');
  expect(await roleOf(nested, { realm_access: { roles: ['admin', 'constructor'] } })).toBe('public');
  expect(await roleOf(nested, { 'realm_access.roles': 'look other' })).toBe('viewer');
  const modelsOf = async (payload: object) =>
    (await (await openKnownTokens(settings({ modelsClaim: 'models' }))).check(await signed(payload)))?.models;
  expect(await modelsOf({ models: ['a', 'b'] })).toEqual(new Set(['a', 'b']));
  expect(await modelsOf({})).toEqual(new Set());
  expect(await modelsOf({ models: ['*'] })).toBeUndefined();
});

it('takes a public key from a file, and no private one', () =>
  withHome(async (home) => {
    await mkdir(home, { recursive: true });
    const file = join(home, 'key.pem');
    await writeFile(file, first.publicKey.export({ type: 'spki', format: 'pem' }));
    const local = { jwksUrl: undefined, publicKeyFile: file };
    const tokens = await openKnownTokens(settings(local));
    expect(await tokens.check(await signed())).toBeDefined();
    expect(await tokens.check(await signed({}, second.privateKey))).toBeUndefined();
    for (const text of [first.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'nothing']) {
      await writeFile(file, text);
      await expect(openKnownTokens(settings(local))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
  }));

it.each([
  ['an algorithm with a shared secret', { algorithms: ['HS256'] }],
  ['no signature', { algorithms: ['none'] }],
  ['keys over a plain connection', { jwksUrl: 'http://id.example.com/keys' }],
  ['two places of keys', { publicKeyFile: 'key.pem' }],
  ['no place of keys', { jwksUrl: undefined }],
])('settings with %s are refused', (_, changes) => {
  expect(() => settings(changes)).toThrowError(expect.objectContaining({ code: 'PARAM_INVALID' }));
});
