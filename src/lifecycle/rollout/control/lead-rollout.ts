/**
 * Who leads a rollout. The leader gives a sign of life with everything it writes; another controller that sees the sign stand still by its
 * own monotonic clock takes over with a greater fencing token, and what the one before still writes is refused. No clock of the day is
 * read, so none that jumps can end a lease, and a leader that was stopped finds itself replaced.
 */
import { nowMs } from '../../../core/clock.ts';
import type { Store } from '../../../store/open-store.ts';
import { applyEvent } from '../record/apply-event.ts';
import { type RolloutRecord, rolloutById } from '../record/rollout-record.ts';

/** What a controller knows of a rollout that it looks after. */
export interface Watched {
  /** The sign of life that was seen, and when it was first seen. */
  readonly beat: number;
  readonly leader: string;
  readonly sinceMs: number;
}

/** What was seen of a leader, one look further. */
export function watchLeader(
  before: Watched | undefined,
  { beat, leader }: RolloutRecord,
  monotonicMs: number,
): Watched {
  if (before && before.beat === beat && before.leader === leader) return before;
  return { beat, leader, sinceMs: monotonicMs };
}

/** True when nobody leads, or who leads has not given a sign of life for so long. */
export function isLeaderless({ leader, sinceMs }: Watched, monotonicMs: number, silentMs: number): boolean {
  return leader === '' || monotonicMs - sinceMs >= silentMs;
}

/**
 * Takes over, unless somebody else has or the leader has come back to life.
 *
 * @returns the record as it is led now; undefined when it is led by another.
 */
export async function takeOver(
  store: Pick<Store, 'audit'>,
  { rolloutId }: RolloutRecord,
  { beat, leader }: Watched,
  controller: string,
): Promise<RolloutRecord | undefined> {
  return await store.audit.transact(async (db, record) => {
    const found = await rolloutById(db, rolloutId);
    if (!found || found.isSettled || found.beat !== beat || found.leader !== leader) return undefined;
    const token = found.token + 1;
    await db.updateTable('rollouts').set({ leader: controller }).where('rollout_id', '=', rolloutId).execute();
    await applyEvent(db, record, found, { kind: 'recover', token, now: nowMs() }, { beat: beat + 1 });
    return await rolloutById(db, rolloutId);
  });
}
