/** The end of a rollout that was won: the alias moves, and servers route by it again. */
import { canonicalJson } from '../../../core/canonical-json.ts';
import { nowIso } from '../../../core/clock.ts';
import { ModelwrightError } from '../../../core/errors.ts';
import type { Store } from '../../../store/open-store.ts';
import { promoteModel } from '../../promote.ts';
import { byItself } from './apply-event.ts';
import type { RolloutRecord } from './rollout-record.ts';

/**
 * Promotes the winner through the gates and settles the rollout. Repeating it changes nothing, so whoever finds a promotion that is not
 * settled may do it. Where a gate refuses after all, the rollout ends as rolled back and the champion has all traffic.
 */
export async function settlePromotion(store: Store, rollout: RolloutRecord): Promise<void> {
  const { rolloutId, model, state, setup, isSettled } = rollout;
  if (isSettled || state.promoted === undefined) return;
  const { reason, actor, force, specHash } = setup.promotion;
  const move = { ref: state.promoted, alias: 'champion', reason: `rollout: ${reason}`, actor, force, specHash };
  let refused: string | undefined;
  try {
    await promoteModel(store, move);
  } catch (error) {
    if (!(error instanceof ModelwrightError) || error.code !== 'PROMOTION_REFUSED') throw error;
    refused = error.message;
  }
  await store.audit.transact(async (db, record) => {
    const settled = await db
      .updateTable('rollouts')
      .set({
        settled: 1,
        ...(refused !== undefined && { phase: 'rolled_back', state: JSON.stringify(refusedState(rollout)) }),
      })
      .where('rollout_id', '=', rolloutId)
      .where('settled', '=', 0)
      .executeTakeFirst();
    if (settled.numUpdatedRows === 0n) return;
    const details = refused === undefined ? { version: state.promoted } : { problem: refused };
    const event = refused === undefined ? 'settled' : 'rolled_back';
    await db
      .insertInto('rollout_history')
      .values({ rollout_id: rolloutId, at: nowIso(), actor: byItself, event, details: canonicalJson(details) })
      .execute();
    await record({ actor: byItself, action: `rollout.${event}`, subject: `${model} ${rolloutId}`, details });
  });
}

function refusedState({ state }: RolloutRecord): RolloutRecord['state'] {
  const { promoted: _, ...rest } = state;
  return { ...rest, phase: 'rolled_back', revision: state.revision + 1 };
}
