/** What people ask of a rollout that is under way. */
import { nowMs } from '../../../core/clock.ts';
import { ModelwrightError } from '../../../core/errors.ts';
import type { AuditedWork } from '../../../store/audit/audit-log.ts';
import type { Store } from '../../../store/open-store.ts';
import { listed } from '../../../table/table.ts';
import { resolveModel } from '../../../tracking/registry.ts';
import { promotionRefusal } from '../../promote.ts';
import { activeCandidates } from '../traffic.ts';
import { applyEvent } from './apply-event.ts';
import { latestRolloutOf, openRolloutOf, type RolloutRecord } from './rollout-record.ts';
import { settlePromotion } from './settle-promotion.ts';

export interface RolloutCommand {
  readonly model: string;
  readonly kind: 'pause' | 'resume' | 'abort' | 'promote';
  readonly reason: string;
  readonly actor: string;
  /** Of `promote`: which candidate; default the only one. */
  readonly version?: number;
  /** Of `promote`: a version that may not become champion, too. */
  readonly force?: boolean;
}

const wishes = { pause: 'paused', resume: 'resumed', abort: 'aborted', promote: 'promoted' } as const;
const problems = {
  not_under_way: 'it is over',
  not_paused: 'it is not paused',
  not_a_candidate: 'the version is no candidate of it any more',
  stale_token: 'another controller has taken over; try again',
} as const;

/**
 * Carries out one command, in one transaction with its entry in the audit log. A promotion moves the alias as well; a pause and an
 * abort are possible on a full disk, too.
 *
 * @throws ROLLOUT_NOT_FOUND, ROLLOUT_REFUSED, PROMOTION_REFUSED.
 */
export async function commandRollout(store: Store, command: RolloutCommand): Promise<RolloutRecord> {
  const { model, kind, reason, actor, force } = command;
  const refuse = (problem: string) => new ModelwrightError('ROLLOUT_REFUSED', { model, wish: wishes[kind], problem });
  const version = kind === 'promote' ? await winnerOf(store, command, refuse) : '';
  const carryOut: AuditedWork<void> = async (db, record) => {
    const before = await openRolloutOf(db, model);
    if (!before) throw (await isKnown()) ? refuse(problems.not_under_way) : notFound(model);
    const by = { token: before.state.token, now: nowMs() };
    const event = kind === 'promote' ? { kind, ...by, version } : { kind, ...by };
    const { refused } = await applyEvent(db, record, before, event, { actor, reason });
    if (refused) throw refuse(problems[refused]);
    if (kind !== 'promote') return;
    const setup = {
      ...before.setup,
      promotion: { ...before.setup.promotion, actor, reason, force: force ?? before.setup.promotion.force },
    };
    await db
      .updateTable('rollouts')
      .set({ setup: JSON.stringify(setup) })
      .where('rollout_id', '=', before.rolloutId)
      .execute();

    async function isKnown(): Promise<boolean> {
      return (
        (await db.selectFrom('rollouts').select('rollout_id').where('model', '=', model).executeTakeFirst()) !==
        undefined
      );
    }
  };
  await store.audit.transact(carryOut, { urgent: kind === 'abort' || kind === 'pause' });
  if (kind === 'promote') await settlePromotion(store, await latestRolloutOf(store.records, model));
  return await latestRolloutOf(store.records, model);
}

function notFound(model: string): ModelwrightError {
  return new ModelwrightError('ROLLOUT_NOT_FOUND', { model });
}

/** The version to promote, held to the gates before anything moves. */
async function winnerOf(
  store: Store,
  { model, version, force }: RolloutCommand,
  refuse: (problem: string) => ModelwrightError,
): Promise<string> {
  const { state, setup } = await latestRolloutOf(store.records, model);
  const candidates = activeCandidates(state);
  if (version === undefined && candidates.length !== 1) {
    const names = candidates.map((candidate) => candidate.version);
    throw refuse(`name the version: ${names.length === 0 ? 'none is left' : listed(names)}`);
  }
  const winner = version === undefined ? candidates[0].version : `${model}@${version}`;
  const { promotion } = setup;
  if (!(force ?? promotion.force)) {
    const refusal = await promotionRefusal(store, await resolveModel(store, winner), promotion.specHash);
    if (refusal) throw new ModelwrightError('PROMOTION_REFUSED', { model: winner, reason: refusal });
  }
  return winner;
}
