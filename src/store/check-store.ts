/** A check of everything a store holds: files of the databases, references, audit chain, and every artifact that a version names. */
import type { Kysely } from 'kysely';
import { asModelwrightError } from '../core/errors.ts';
import type { Store } from './open-store.ts';

/** One thing that was looked at. */
export interface StoreFinding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Looks at everything and changes nothing. Reads every artifact, so it takes as long as reading them. */
export async function checkStore(store: Store): Promise<StoreFinding[]> {
  return [
    await look('registry.db', () => checkDatabase(store.records)),
    await look('runs.db', () => checkDatabase(store.series)),
    await look('audit log', async () => `${(await store.audit.verify()).entries} entries`),
    await look('artifacts', () => checkArtifacts(store)),
    await look('holdouts', () => holdoutBudgets(store)),
  ];
}

async function look(name: string, work: () => Promise<string>): Promise<StoreFinding> {
  try {
    return { name, ok: true, detail: await work() };
  } catch (error) {
    return { name, ok: false, detail: asModelwrightError(error).message };
  }
}

async function checkDatabase<Tables>(db: Kysely<Tables>): Promise<string> {
  const { sql } = await import('kysely');
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db);
  if (rows[0]?.quick_check !== 'ok') throw new Error(rows[0]?.quick_check ?? 'no answer');
  const broken = await sql`pragma foreign_key_check`.execute(db);
  if (broken.rows.length > 0) throw new Error(`${broken.rows.length} rows refer to rows that do not exist`);
  return 'intact';
}

async function checkArtifacts({ records, blobs }: Store): Promise<string> {
  const rows = await records
    .selectFrom('versions')
    .select('artifact_hash')
    .distinct()
    .orderBy('artifact_hash')
    .execute();
  for (const row of rows) await blobs.get(row.artifact_hash);
  return `${rows.length} whole`;
}

/** A spent budget is no damage: it is told, not refused. */
async function holdoutBudgets({ holdouts }: Store): Promise<string> {
  const all = await holdouts.list();
  const spent = all.filter((one) => one.spent >= one.budget).map(({ holdoutId }) => holdoutId.slice(0, 12));
  const told =
    spent.length > 0 ? `; budget spent: ${spent.slice(0, 5).join(', ')}${spent.length > 5 ? ', ...' : ''}` : '';
  return `${all.length} looked at${told}`;
}
