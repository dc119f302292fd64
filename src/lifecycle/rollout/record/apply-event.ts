/** One event of a rollout in the transaction that keeps it: the state moves, and what follows is written down beside it. */
import { canonicalJson, type Json } from '../../../core/canonical-json.ts';
import { nowIso } from '../../../core/clock.ts';
import type { RecordAct } from '../../../store/audit/audit-log.ts';
import type { RecordsTransaction } from '../../../store/records/registry-tables.ts';
import { type Advance, advanceRollout } from '../advance-rollout.ts';
import type { RolloutAction, RolloutEvent } from '../events.ts';
import { routeOf } from '../serving/route.ts';
import { isUnderWay } from '../traffic.ts';
import type { ComparedPairs, RolloutRecord } from './rollout-record.ts';

/** Who acts when nobody does: the rollout itself. */
export const byItself = 'rollout';

export interface Applied extends Advance {
  /** Why the event was refused. */
  readonly refused?: Extract<RolloutAction, { kind: 'refused' }>['reason'];
}

/** More that is kept together with the event. */
export interface Besides {
  readonly actor?: string;
  readonly reason?: string;
  readonly pairs?: ComparedPairs;
  readonly labelCursor?: number;
  /** One more sign of life of the leader. */
  readonly beat?: number;
}

/**
 * Applies an event to the record that was read in the same transaction. All of it is kept or nothing.
 *
 * @returns the state after, and why nothing happened where the event was refused.
 */
export async function applyEvent(
  db: RecordsTransaction,
  record: RecordAct,
  before: RolloutRecord,
  event: RolloutEvent,
  { actor = byItself, reason, pairs, labelCursor, beat }: Besides = {},
): Promise<Applied> {
  const { rolloutId, model, setup } = before;
  const { state, actions } = advanceRollout(before.state, event);
  const [first] = actions;
  if (first?.kind === 'refused') return { state, actions, refused: first.reason };
  const isMoved = state.revision !== before.state.revision || state.token !== before.state.token;
  const isOver = !isUnderWay(state);
  const at = nowIso();
  await db
    .updateTable('rollouts')
    .set({
      state: JSON.stringify(state),
      phase: state.phase,
      token: state.token,
      ...(isMoved && { route: JSON.stringify(routeOf(rolloutId, model, state, setup)) }),
      ...(isOver && before.endedAt === null && { ended_at: at }),
      // What was promoted is settled once its alias has moved.
      ...(isOver && state.phase !== 'promoted' && { settled: 1 }),
      ...(pairs && { pairs: JSON.stringify(pairs) }),
      ...(labelCursor !== undefined && { label_cursor: labelCursor }),
      ...(beat !== undefined && { beat }),
    })
    .where('rollout_id', '=', rolloutId)
    .execute();
  if (isOver) await forgetCounts(db, rolloutId);
  for (const told of happenings(before, state, actions, event)) {
    const details = { ...told.details, ...(reason !== undefined && { reason }) };
    await db
      .insertInto('rollout_history')
      .values({ rollout_id: rolloutId, at, actor, event: told.event, details: canonicalJson(details) })
      .execute();
    await record({ actor, action: `rollout.${told.event}`, subject: `${model} ${rolloutId}`, details });
  }
  return { state, actions };
}

/** What nobody will count any more. */
async function forgetCounts(db: RecordsTransaction, rolloutId: string): Promise<void> {
  await db.deleteFrom('rollout_counts').where('rollout_id', '=', rolloutId).execute();
  await db.deleteFrom('rollout_units').where('rollout_id', '=', rolloutId).execute();
}

interface Happening {
  readonly event: string;
  readonly details: { readonly [name: string]: Json };
}

/** What people should read later. Shares that a bandit moves are no event: there may be thousands. */
function happenings(
  { state: before }: RolloutRecord,
  state: RolloutRecord['state'],
  actions: readonly RolloutAction[],
  event: RolloutEvent,
): Happening[] {
  const told: Happening[] = [];
  for (const action of actions) {
    if (action.kind === 'found') {
      const { guardrail, variant, action: follows } = action.finding;
      told.push({ event: 'found', details: { guardrail, variant, action: follows } });
    }
  }
  if (state.step !== before.step) {
    const route = actions.find((action) => action.kind === 'route');
    const shares = route?.kind === 'route' ? route.traffic.shares : [];
    const percent = Object.fromEntries(shares.map(({ variant, millionths }) => [variant, millionths / 10_000]));
    told.push({ event: 'moved', details: { step: state.step + 1, percent } });
  }
  if (state.phase !== before.phase) {
    const event = before.phase === 'paused' && state.phase === 'running' ? 'resumed' : state.phase;
    told.push({ event, details: state.promoted === undefined ? {} : { version: state.promoted } });
  }
  if (event.kind === 'recover') told.push({ event: 'led', details: { token: state.token } });
  return told;
}
