/** Starts a rollout: checks that it can end well, and keeps it. Servers take it up by themselves. */
import { canonicalJson, type Json } from '../../../core/canonical-json.ts';
import { checkParam } from '../../../core/check-param.ts';
import { nowIso, nowMs } from '../../../core/clock.ts';
import { ModelwrightError } from '../../../core/errors.ts';
import { newId } from '../../../core/ids.ts';
import { type ModelCache, openModelCache, type ServedModel } from '../../../serve/model-cache.ts';
import type { Store } from '../../../store/open-store.ts';
import { checkText } from '../../../store/text.ts';
import { listed } from '../../../table/table.ts';
import { type ModelVersion, resolveModel } from '../../../tracking/registry.ts';
import { promotionRefusal } from '../../promote.ts';
import type { RolloutPolicyInput } from '../policy.ts';
import { routeOf } from '../serving/route.ts';
import { startRollout } from '../start-rollout.ts';
import type { RolloutState } from '../state.ts';
import { noPairs, openRolloutOf, type RolloutRecord, type RolloutSetup, rolloutById } from './rollout-record.ts';
import { UsualAnswers } from './usual-answers.ts';

export interface RolloutRequest {
  /** Name of the model; its champion keeps what candidates do not get. */
  readonly model: string;
  /** Numbers or aliases of versions. */
  readonly candidates: readonly string[];
  readonly policy: RolloutPolicyInput;
  readonly reason: string;
  readonly actor: string;
  /** Also versions that may not become champion. */
  readonly force: boolean;
  /** Hash of the declared tests and gates; absent when none are declared. */
  readonly specHash?: string;
}

/**
 * Starts a rollout of versions beside the champion of their model.
 *
 * @throws ROLLOUT_REFUSED while another one of the model is under way, PROMOTION_REFUSED for a candidate that may not become champion,
 * PARAM_INVALID for a policy that breaks a law or does not fit the versions, MODEL_NOT_FOUND and its like, ARTIFACT_DAMAGED and its like.
 */
export async function beginRollout(store: Store, request: RolloutRequest): Promise<RolloutRecord> {
  const { model, policy, reason, actor, force, specHash } = request;
  const refuse = (problem: string) => new ModelwrightError('ROLLOUT_REFUSED', { model, wish: 'started', problem });
  const champion = await resolveModel(store, model);
  if (!champion.aliases.includes('champion')) throw refuse('it has no champion to compare with; promote one first');
  const candidates: ModelVersion[] = [];
  for (const candidate of request.candidates) candidates.push(await resolveModel(store, `${model}@${candidate}`));
  const state = startRollout(policy, {
    champion: refOf(champion),
    candidates: candidates.map(refOf),
    token: 0,
    now: nowMs(),
  });
  if (state.policy.strategy !== 'shadow' && !force) {
    for (const candidate of candidates) {
      const refusal = await promotionRefusal(store, candidate, specHash);
      if (refusal) throw new ModelwrightError('PROMOTION_REFUSED', { model: refOf(candidate), reason: refusal });
    }
  }
  const promotion = {
    reason: checkText('reason', reason, 1000),
    actor: checkText('actor', actor, 256),
    force,
    specHash,
  };
  const setup = await withModels(store, async (cache) => {
    const served = await cache.load(champion.artifactHash);
    for (const { version, artifactHash } of candidates) {
      const { task } = (await cache.load(artifactHash)).model.signature.target;
      const own = served.model.signature.target.task;
      if (task !== own) throw refuse(`version ${version} does the task ${task}, the champion ${own}`);
    }
    return await setupOf(store, state, champion, served, promotion);
  });
  const rolloutId = newId('rollout');
  return await store.audit.transact(async (db, record) => {
    const other = await openRolloutOf(db, model);
    if (other)
      throw refuse(`one is under way (${other.state.phase}) since ${other.startedAt}; promote or abort it first`);
    const at = nowIso();
    const cursor = await db
      .selectFrom('labels')
      .select(({ fn }) => fn.max('id').as('last'))
      .executeTakeFirst();
    await db
      .insertInto('rollouts')
      .values({
        rollout_id: rolloutId,
        model,
        phase: state.phase,
        settled: 0,
        state: JSON.stringify(state),
        setup: JSON.stringify(setup),
        route: JSON.stringify(routeOf(rolloutId, model, state, setup)),
        pairs: JSON.stringify(noPairs),
        leader: '',
        token: 0,
        beat: 0,
        label_cursor: cursor?.last ?? 0,
        started_at: at,
        started_by: actor,
        ended_at: null,
      })
      .execute();
    const details: Json = {
      strategy: state.policy.strategy,
      champion: champion.version,
      candidates: candidates.map(({ version }) => version),
      reason,
      force,
    };
    await db
      .insertInto('rollout_history')
      .values({ rollout_id: rolloutId, at, actor, event: 'started', details: canonicalJson(details) })
      .execute();
    await record({ actor, action: 'rollout.started', subject: `${model} ${rolloutId}`, details });
    return (await rolloutById(db, rolloutId))!;
  });
}

const refOf = ({ name, version }: ModelVersion) => `${name}@${version}`;

async function setupOf(
  store: Store,
  { policy }: RolloutState,
  champion: ModelVersion,
  { model }: ServedModel,
  promotion: RolloutSetup['promotion'],
): Promise<RolloutSetup> {
  const { inputs, target } = model.signature;
  const usual = await UsualAnswers.of(store, champion, model);
  const columns = policy.strategy === 'contextual_bandit' ? policy.columns : [];
  for (const column of columns) {
    const numeric = inputs.filter(({ type }) => type === 'number' || type === 'boolean').map(({ name }) => name);
    checkParam(
      numeric.includes(column),
      'policy.columns',
      `numbers or yes-no columns of the model: ${listed(numeric)}`,
      column,
    );
  }
  const { rmse } = champion.metrics;
  const isClasses = target.classes.length > 0;
  const isFar = !isClasses && typeof rmse === 'number' && rmse > 0;
  return {
    outputs: usual.bins(policy.outputBins),
    // A number is wrong when it is farther from the truth than the champion's usually were on rows it had not seen.
    wrong: isClasses ? 'other_class' : isFar ? { beyond: rmse } : null,
    scales: columns.map((column) => usual.scaleOf(column)),
    promotion,
  };
}

/** Models that run in processes of their own end with the work. */
async function withModels<Result>(store: Store, work: (cache: ModelCache) => Promise<Result>): Promise<Result> {
  const cache = openModelCache(store);
  try {
    return await work(cache);
  } finally {
    cache.close();
  }
}
