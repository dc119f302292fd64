import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { CompiledQuery, type Transaction } from 'kysely';
import { describe, expect, it } from 'vitest';
import { loggedPredictions } from '../../tests/store/logged-predictions.ts';
import { withHome } from '../../tests/store/with-home.ts';
import { openStore } from './open-store.ts';
import { privacySchema } from './privacy/declared-privacy.ts';
import { migrate } from './records/migrate.ts';
import { openRecords } from './records/sqlite-dialect.ts';

const event = {
  predictionId: 'prediction_1',
  at: '2026-11-22T00:00:00.000Z',
  model: 'churn',
  version: 1,
  featuresHash: '',
  prediction: 'no',
  propensity: 1,
  latencyMs: 1,
  source: 'http',
} as const;

interface Tables {
  things: { id: number; name: string };
}

describe('openStore', () => {
  it('makes a home for its owner alone', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      expect((await stat(home)).mode & 0o777).toBe(0o700);
      await store.close();
    }));

  it('opens again what it made, twice at once', () =>
    withHome(async (home) => {
      const [a, b] = await Promise.all([openStore(home), openStore(home)]);
      const hash = await a.blobs.put(Buffer.from('x'));
      expect(await b.blobs.has(hash)).toBe(true);
      await a.close();
      await b.close();
      await (await openStore(home)).close();
    }));

  it('logs predictions as the privacy rules say', () =>
    withHome(async (home) => {
      const privacy = privacySchema.parse({ columns: { email: 'drop' } });
      const store = await openStore(home, { privacy });
      const features = { email: 'ada@example.com', age: 36 };
      store.predictions.append({ ...event, features });
      expect(await loggedPredictions(store, 'churn')).toMatchObject([
        { features: { email: null, age: 36 }, masked: { email: 'dropped' } },
      ]);
      await store.close();
    }));

  it('commits the registry to the disk and keeps keys and schema honest', () =>
    withHome(async (home) => {
      const database = await openRecords<Tables>(join((await made(home)).home, 'registry.db'), 'full');
      const pragma = async (name: string) => {
        const { rows } = await database.executeQuery(CompiledQuery.raw(`pragma ${name}`));
        return Object.values(rows[0] as object)[0];
      };
      expect(await pragma('journal_mode')).toBe('wal');
      expect(await pragma('synchronous')).toBe(2);
      expect(await pragma('foreign_keys')).toBe(1);
      expect(await pragma('trusted_schema')).toBe(0);
      expect(await pragma('busy_timeout')).toBe(5000);
      await database.destroy();
    }));

  it('refuses a store of a newer program and leaves it as it is', () =>
    withHome(async (home) => {
      await made(home);
      const db = new DatabaseSync(join(home, 'registry.db'));
      const known = Number(db.prepare('select version from schema_version').get()?.['version']);
      db.exec(`update schema_version set version = ${known + 1}`);
      db.close();
      const details = { found: known + 1, known };
      await expect(openStore(home)).rejects.toMatchObject({ code: 'STORE_NEWER', details });
    }));

  it('tells a file that is no database', () =>
    withHome(async (home) => {
      await made(home);
      await writeFile(join(home, 'registry.db'), Buffer.alloc(8192, 'no database at all '));
      await expect(openStore(home)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    }));

  it('tells a home that is a file', () =>
    withHome(async (home) => {
      await made(join(home, 'a'));
      await writeFile(join(home, 'file'), '');
      await expect(openStore(join(home, 'file'))).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
    }));

  it.skipIf(process.getuid?.() === 0)('tells a home that may not be written', () =>
    withHome(async (home) => {
      await made(home);
      await chmod(home, 0o500);
      await expect(openStore(join(home, 'inner'))).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
      await chmod(home, 0o700);
    }),
  );
});

describe('migrate', () => {
  const first = async (db: Transaction<Tables>) => {
    await db.schema
      .createTable('things')
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .addColumn('name', 'text')
      .execute();
    await db.insertInto('things').values({ id: 1, name: 'old' }).execute();
  };
  const second = async (db: Transaction<Tables>) => {
    await db.schema.alterTable('things').addColumn('colour', 'text').execute();
  };

  it('runs missing steps once and keeps what was there', () =>
    withHome(async (home) => {
      await made(home);
      const path = join(home, 'things.db');
      const db = await openRecords<Tables>(path, 'normal');
      await migrate(db, path, [first]);
      await Promise.all([migrate(db, path, [first, second]), migrate(db, path, [first, second])]);
      expect(await db.selectFrom('things').selectAll().execute()).toMatchObject([{ id: 1, name: 'old', colour: null }]);
      await expect(migrate(db, path, [first])).rejects.toMatchObject({ code: 'STORE_NEWER' });
      await db.destroy();
    }));

  it('leaves the old schema when a step fails', () =>
    withHome(async (home) => {
      await made(home);
      const path = join(home, 'things.db');
      const db = await openRecords<Tables>(path, 'normal');
      await migrate(db, path, [first]);
      const failing = async (t: Transaction<Tables>) => {
        await second(t);
        throw new Error('stop');
      };
      await expect(migrate(db, path, [first, failing])).rejects.toThrow('stop');
      expect(Object.keys(await db.selectFrom('things').selectAll().executeTakeFirstOrThrow())).toEqual(['id', 'name']);
      await migrate(db, path, [first, second]);
      await db.destroy();
    }));
});

async function made(home: string): Promise<{ home: string }> {
  const store = await openStore(home);
  await store.close();
  return { home };
}
