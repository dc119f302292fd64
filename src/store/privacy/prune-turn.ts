/** Whose turn it is to remove what is kept no longer: one process of a home a day, and another where that one died. */
import { nowMs } from '../../core/clock.ts';
import type { Records } from '../records/registry-tables.ts';

const name = 'predictions_pruned';
const dayMs = 24 * 60 * 60_000;
/** Time for the one who has the turn; afterwards somebody else may take it. */
const turnMs = 60 * 60_000;

/** True for the one caller whose turn it is now. */
export async function takePruneTurn(records: Records): Promise<boolean> {
  const now = nowMs();
  return await records.transaction().execute(async (db) => {
    const due = await db.selectFrom('counters').select('value').where('name', '=', name).executeTakeFirst();
    // An instant beyond tomorrow comes from a clock that was wrong.
    if (due && due.value > now && due.value <= now + dayMs) return false;
    await db
      .insertInto('counters')
      .values({ name, value: now + turnMs })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: now + turnMs }))
      .execute();
    return true;
  });
}

/** The work of the turn is done; the next one is tomorrow. */
export async function endPruneTurn(records: Records): Promise<void> {
  await records
    .updateTable('counters')
    .set({ value: nowMs() + dayMs })
    .where('name', '=', name)
    .execute();
}
