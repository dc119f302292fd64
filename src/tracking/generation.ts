/** A counter that changes with every registration and alias move, so that servers notice for the price of reading one row. */
import type { Transaction } from 'kysely';
import type { Store } from '../store/open-store.ts';
import type { RegistryTables } from '../store/records/registry-tables.ts';

/** The counter's value now. */
export async function generation(store: Store): Promise<number> {
  const row = await store.records
    .selectFrom('counters')
    .select('value')
    .where('name', '=', 'generation')
    .executeTakeFirst();
  return row?.value ?? 0;
}

/** Counts one change, in the transaction that makes it. */
export async function bumpGeneration(db: Transaction<RegistryTables>): Promise<void> {
  await db
    .updateTable('counters')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', 'generation')
    .execute();
}
