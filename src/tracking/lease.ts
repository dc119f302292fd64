/** Leases of running runs: a process that dies stops renewing, and the run counts as interrupted when anyone looks. */
import type { ExpressionBuilder, Kysely } from 'kysely';
import { nowIso, nowMs } from '../core/clock.ts';
import type { RegistryTables } from '../store/records/registry-tables.ts';

/** How long a run may go without a sign of life. */
const leaseMs = 15_000;
const renewEveryMs = 5_000;

/** End of a lease that begins now. */
export function leaseEnd(): number {
  return nowMs() + leaseMs;
}

/**
 * Renews the run's lease until stopped; the timer does not keep the process alive. A run that was marked interrupted while its process
 * was stalled runs again. A renewal that fails is tried again at the next turn.
 */
export function renewLease(db: Kysely<RegistryTables>, run: { runId: string; owner: string }): () => void {
  const timer = setInterval(() => {
    db.transaction()
      .execute((transaction) =>
        transaction
          .updateTable('runs')
          .set({ lease_until: leaseEnd(), status: 'running', finished_at: null })
          .where('run_id', '=', run.runId)
          .where('owner', '=', run.owner)
          .where('status', 'in', ['running', 'interrupted'])
          .execute(),
      )
      .catch(() => {});
  }, renewEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Marks running runs whose lease has ended as interrupted. Writes only when there is one. A lease longer than any is of a clock that was
 * set back since, and says nothing: a run that lives renews it.
 */
export async function interruptExpired(db: Kysely<RegistryTables>): Promise<void> {
  const now = nowMs();
  const isOver = ({ eb, or }: ExpressionBuilder<RegistryTables, 'runs'>) =>
    or([eb('lease_until', '<', now), eb('lease_until', '>', now + leaseMs + renewEveryMs)]);
  const expired = await db
    .selectFrom('runs')
    .select('run_id')
    .where('status', '=', 'running')
    .where(isOver)
    .limit(1)
    .executeTakeFirst();
  if (!expired) return;
  await db
    .transaction()
    .execute((transaction) =>
      transaction
        .updateTable('runs')
        .set({ status: 'interrupted', finished_at: nowIso() })
        .where('status', '=', 'running')
        .where(isOver)
        .execute(),
    );
}
