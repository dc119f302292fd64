/** Keys in a home: what is kept of them, who they let in, and how fast that ends. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { withStore } from '../../tests/store/with-store.ts';
import { createKey, listKeys, revokeKey } from './keys.ts';
import { openKnownKeys } from './known-keys.ts';

const usual = { name: 'ci', role: 'viewer', expiresDays: 90, actor: 'ann' } as const;
const dayMs = 24 * 60 * 60 * 1000;
const report = (error: unknown) => {
  throw error;
};

afterEach(() => vi.useRealTimers());

it('keeps the hash of a key and nothing by which it could be used', () =>
  withStore(async (store, home) => {
    const { key, ...made } = await createKey(store, { ...usual, models: ['b', 'a', 'b'] });
    expect(made).toMatchObject({ name: 'ci', role: 'viewer', models: ['a', 'b'], state: 'active', lastUsedAt: null });
    const days = (new Date(made.expiresAt).getTime() - new Date(made.createdAt).getTime()) / dayMs;
    expect(days).toBeCloseTo(90, 3);
    expect(await listKeys(store, { all: false })).toEqual([made]);
    for (const name of await readdir(home)) {
      if (!/\.(db|db-wal|anchor)$/.test(name)) continue;
      expect((await readFile(join(home, name))).includes(key.slice(3, 40)), name).toBe(false);
    }
    const [entry] = await store.audit.latest(1);
    expect(entry).toMatchObject({ actor: 'ann', action: 'key.create', subject: 'ci' });
    expect(JSON.stringify(entry)).not.toContain(key.slice(3, 40));
  }));

it('has one good key of a name, and takes the name again once that is revoked', () =>
  withStore(async (store) => {
    await createKey(store, usual);
    await expect(createKey(store, usual)).rejects.toMatchObject({ code: 'KEY_EXISTS' });
    expect((await revokeKey(store, 'ci', 'bob')).state).toBe('revoked');
    await expect(revokeKey(store, 'ci', 'bob')).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    const second = await createKey(store, usual);
    await revokeKey(store, second.keyId, 'bob');
    expect(await listKeys(store, { all: false })).toEqual([]);
    expect((await listKeys(store, { all: true })).map(({ keyId }) => keyId)[0]).toBe(second.keyId);
    expect((await store.audit.latest(9)).map(({ action }) => action)).toEqual([
      'key.create',
      'key.revoke',
      'key.create',
      'key.revoke',
    ]);
    await expect(createKey(store, { ...usual, name: 'x/y' })).rejects.toMatchObject({ code: 'NAME_INVALID' });
  }));

it('of many who make a key of one name at once, one does', () =>
  withStore(async (store) => {
    const made = await Promise.allSettled(Array.from({ length: 20 }, () => createKey(store, usual)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  }));

it('knows whose key it is while it is good, and says when it was used by the hour', () =>
  withStore(async (store) => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T10:20:30Z') });
    const { key, keyId } = await createKey(store, { ...usual, models: ['late'], expiresDays: 1 });
    const gone = await createKey(store, { ...usual, name: 'gone' });
    const known = await openKnownKeys(store, { report });
    const caller = known.callerOf(key);
    expect(caller).toMatchObject({ id: 'key:ci', role: 'viewer', models: new Set(['late']) });
    expect(known.callerOf(gone.key)).toMatchObject({ id: 'key:gone', role: 'viewer' });
    expect(known.callerOf(gone.key)?.models).toBeUndefined();
    expect(known.callerOf(`${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`)).toBeUndefined();
    await known.poll();
    const used = async () => (await listKeys(store, { all: true })).find((one) => one.keyId === keyId)?.lastUsedAt;
    expect(await used()).toBe('2026-03-01T10:00:00.000Z');
    vi.setSystemTime(new Date('2026-03-01T11:59:59Z'));
    known.callerOf(key);
    await known.poll();
    expect(await used()).toBe('2026-03-01T11:00:00.000Z');

    await revokeKey(store, 'gone', 'ann');
    await known.poll();
    expect(known.callerOf(gone.key)).toBeUndefined();
    expect([known.callerOf(key) !== undefined, caller?.isStillGood()]).toEqual([true, true]);
    vi.setSystemTime(new Date('2026-03-02T10:20:30Z'));
    expect([known.callerOf(key), caller?.isStillGood()]).toEqual([undefined, false]);
    await known.close();
  }));

it('refuses a revoked key while it is in use, within five seconds', () =>
  withStore(async (store) => {
    const { key } = await createKey(store, usual);
    const known = await openKnownKeys(store, { report });
    let isUsed = true;
    const use = (async () => {
      let uses = 0;
      while (isUsed && known.callerOf(key)) {
        uses++;
        await new Promise(setImmediate);
      }
      return uses;
    })();
    await revokeKey(store, 'ci', 'ann');
    await vi.waitFor(() => expect(known.callerOf(key)).toBeUndefined(), { timeout: 5_000, interval: 50 });
    isUsed = false;
    expect(await use).toBeGreaterThan(0);
    await known.close();
  }));

it('follows what was read last when one reading overtakes another', () =>
  withStore(async (store) => {
    const { key } = await createKey(store, usual);
    let release = () => {};
    let hold: Promise<void> | undefined;
    /** Hands over the rows of keys late, once. */
    const selectFrom = (table: 'api_keys') => {
      const query = store.records.selectFrom(table);
      if (table !== 'api_keys' || !hold) return query;
      const execute = async () => {
        const rows = await query.selectAll().where('revoked_at', 'is', null).execute();
        const before = hold;
        hold = undefined;
        await before;
        return rows;
      };
      const selectAll = () => ({ where: () => ({ execute }) });
      return new Proxy(query, {
        get: (target, name) => (name === 'selectAll' ? selectAll : Reflect.get(target, name).bind(target)),
      });
    };
    const held = new Proxy(store.records, {
      get: (target, name) => (name === 'selectFrom' ? selectFrom : Reflect.get(target, name).bind(target)),
    });
    const known = await openKnownKeys({ ...store, records: held }, { report, pollMs: 60_000 });
    await createKey(store, { ...usual, name: 'other' });
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const first = known.poll();
    await vi.waitFor(() => expect(hold).toBeUndefined());
    await revokeKey(store, 'ci', 'ann');
    const second = known.poll();
    await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 100))]);
    release();
    await Promise.all([first, second]);
    expect(known.callerOf(key)).toBeUndefined();
    await known.close();
  }));
