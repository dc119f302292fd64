/** Brings a database to the schema that this program knows; safe when many processes start at once. */
import type { Kysely, Transaction } from 'kysely';
import { ModelwrightError } from '../../core/errors.ts';

/** One step from schema k to k + 1; runs inside the transaction that records it. */
export type Migration<Tables> = (db: Transaction<Tables>) => Promise<void>;

interface VersionTable {
  schema_version: { id: number; version: number };
}

/**
 * Runs the missing steps in one write transaction: one process migrates, the others wait and then find nothing to do, and a kill in
 * the middle leaves the old schema.
 *
 * @throws STORE_NEWER when the database knows more steps than this program; nothing is written then.
 */
export async function migrate<Tables>(
  db: Kysely<Tables>,
  path: string,
  steps: readonly Migration<Tables>[],
): Promise<void> {
  const known = steps.length;
  const refuseNewer = (found: number) => {
    if (found > known) throw new ModelwrightError('STORE_NEWER', { path, found, known });
  };
  const versions = db as unknown as Kysely<VersionTable>;
  const found = await readVersion(versions).catch(() => 0);
  refuseNewer(found);
  if (found === known) return;
  await db.transaction().execute(async (transaction) => {
    const own = transaction as unknown as Transaction<VersionTable>;
    await own.schema
      .createTable('schema_version')
      .ifNotExists()
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .execute();
    const current = await readVersion(own);
    refuseNewer(current);
    for (const step of steps.slice(current)) await step(transaction);
    await own
      .insertInto('schema_version')
      .values({ id: 1, version: known })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ version: known }))
      .execute();
  });
}

async function readVersion(db: Kysely<VersionTable>): Promise<number> {
  const row = await db.selectFrom('schema_version').select('version').where('id', '=', 1).executeTakeFirst();
  return row?.version ?? 0;
}
