import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it } from 'vitest';
import { mutateAuditLog } from '../../../tests/store/mutate-audit-log.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { openStore } from '../open-store.ts';
import type { AuditRow } from '../records/registry-tables.ts';
import { entryHash } from './chain.ts';

const act = (i: number) => ({
  actor: 'ann',
  action: 'model.registered',
  subject: `flights@${i}`,
  details: { i, note: 'é' },
});

/** A home whose log has `entries` entries; the store is closed. */
async function loggedHome(home: string, entries: number) {
  const store = await openStore(home);
  for (let i = 1; i <= entries; i++) await store.audit.transact((_, record) => record(act(i)));
  await store.close();
}

async function verify(home: string) {
  const store = await openStore(home);
  try {
    return await store.audit.verify();
  } finally {
    await store.close();
  }
}

function edit(home: string, sql: string) {
  const db = new DatabaseSync(join(home, 'registry.db'));
  db.exec(sql);
  db.close();
}

describe('audit log', () => {
  it('verifies an empty log and a written one', () =>
    withHome(async (home) => {
      await loggedHome(home, 0);
      expect(await verify(home)).toEqual({ entries: 0, head: null });
      await loggedHome(home, 3);
      expect(await verify(home)).toEqual({ entries: 3, head: expect.stringMatching(/^[0-9a-f]{64}$/) });
    }));

  it('reads entries back', () =>
    withHome(async (home) => {
      await loggedHome(home, 3);
      const store = await openStore(home);
      expect(await store.audit.latest(2)).toMatchObject([act(2), act(3)]);
      await store.close();
    }));

  it('keeps nothing of an act whose transaction fails', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      const failing = store.audit.transact(async (_, record) => {
        await record(act(1));
        throw new Error('stop');
      });
      await expect(failing).rejects.toThrow('stop');
      expect(await store.audit.verify()).toEqual({ entries: 0, head: null });
      await store.close();
    }));

  it.each([
    ['a changed text', "update audit set actor = 'bob' where seq = 3", 3],
    ['a changed time', "update audit set at = '2001-01-01T00:00:00.000Z' where seq = 4", 4],
    ['details in another spelling', "update audit set details = replace(details, ',', ', ') where seq = 2", 2],
    ['bytes hidden behind a NUL', "update audit set subject = subject || char(0) || 'x' where seq = 5", 5],
    ['a blob instead of text', 'update audit set subject = cast(subject as blob) where seq = 5', 5],
    ['a deleted entry', 'delete from audit where seq = 3', 3],
    ['the first entry deleted', 'delete from audit where seq = 1', 1],
    ['a cut tail', 'delete from audit where seq > 4', 5],
    ['everything deleted', 'delete from audit', 1],
    [
      'an entry before the first',
      'insert into audit select -1, at, actor, action, subject, details, previous_hash, hash from audit where seq = 1',
      1,
    ],
    [
      'a replayed entry',
      'insert into audit select 9, at, actor, action, subject, details, previous_hash, hash from audit where seq = 8',
      9,
    ],
    [
      'two entries swapped',
      'update audit set seq = 99 where seq = 2; update audit set seq = 2 where seq = 3; update audit set seq = 3 where seq = 99',
      2,
    ],
  ])('finds %s', (_, sql, entry) =>
    withHome(async (home) => {
      await loggedHome(home, 8);
      edit(home, sql);
      await expect(verify(home)).rejects.toMatchObject({ code: 'AUDIT_BROKEN', details: { entry } });
    }),
  );

  it('finds a chain that was made anew, hashes and all', () =>
    withHome(async (home) => {
      await loggedHome(home, 3);
      const db = new DatabaseSync(join(home, 'registry.db'));
      const rows = db.prepare('select * from audit order by seq').all() as AuditRow[];
      rows[1].actor = 'bob';
      let previous = rows[0].hash;
      for (const row of rows.slice(1)) {
        row.previous_hash = previous;
        row.hash = entryHash(row);
        previous = row.hash;
        db.prepare('update audit set actor = ?, previous_hash = ?, hash = ? where seq = ?').run(
          row.actor,
          row.previous_hash,
          row.hash,
          row.seq,
        );
      }
      db.close();
      await expect(verify(home)).rejects.toMatchObject({ code: 'AUDIT_BROKEN', details: { entry: 2 } });
    }));

  it('finds an older copy of the database', () =>
    withHome(async (home) => {
      await loggedHome(home, 3);
      const older = await readFile(join(home, 'registry.db'));
      await loggedHome(home, 2);
      await writeFile(join(home, 'registry.db'), older);
      await expect(verify(home)).rejects.toMatchObject({ code: 'AUDIT_BROKEN', details: { entry: 4 } });
    }));

  it('refuses acts that it could not anchor', () =>
    withHome(async (home) => {
      await loggedHome(home, 2);
      await rm(join(home, 'audit.anchor'));
      const store = await openStore(home);
      await expect(store.audit.transact((_, record) => record(act(3)))).rejects.toMatchObject({
        code: 'STORE_UNWRITABLE',
      });
      await expect(store.audit.verify()).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
      expect(await store.audit.latest(9)).toHaveLength(2);
      await store.close();
    }));

  it('verifies while other acts are written', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      const writing = Promise.all(
        Array.from({ length: 60 }, (_, i) => store.audit.transact((__, record) => record(act(i)))),
      );
      for (let i = 0; i < 10; i++) await store.audit.verify();
      await writing;
      expect((await store.audit.verify()).entries).toBe(60);
      await store.close();
    }));

  it('finds each of 200 random mutations', () =>
    withHome(async (home) => {
      await loggedHome(home, 40);
      const missed = await mutateAuditLog(home, { mutations: 200, seed: 1 });
      expect(missed).toEqual([]);
    }));
});
