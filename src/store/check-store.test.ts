import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { withHome } from '../../tests/store/with-home.ts';
import { checkStore } from './check-store.ts';
import { openStore } from './open-store.ts';

it('checkStore finds a store in order, and names what is not', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    const hash = await store.blobs.put(Buffer.from('artifact'));
    await store.audit.transact(async (db, record) => {
      await db.insertInto('models').values({ model: 'm', created_at: '', latest: 1 }).execute();
      await db
        .insertInto('versions')
        .values({
          model: 'm',
          version: 1,
          artifact_hash: hash,
          signature: '{}',
          lineage: '{}',
          metrics: '{}',
          promotable: 0,
          directly_evaluated: 1,
          created_at: '',
          created_by: '',
        })
        .execute();
      await record({ actor: 'ann', action: 'model.registered', subject: 'm@1', details: null });
    });
    expect((await checkStore(store)).map(({ name, ok, detail }) => [name, ok, detail])).toEqual([
      ['registry.db', true, 'intact'],
      ['runs.db', true, 'intact'],
      ['audit log', true, '1 entries'],
      ['artifacts', true, '1 whole'],
      ['holdouts', true, '0 looked at'],
    ]);
    await writeFile(store.blobs.path(hash), 'rotten');
    await store.records.updateTable('audit').set({ actor: 'bob' }).execute();
    const { sql } = await import('kysely');
    await sql`pragma foreign_keys = off`.execute(store.records);
    await store.records.updateTable('versions').set({ run_id: 'run_nowhere' }).execute();
    expect((await checkStore(store)).map(({ ok }) => ok)).toEqual([false, true, false, false, true]);
    await store.close();
  }));
