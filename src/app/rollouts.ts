/** Rollouts as the operations offer them. */
import { ModelwrightError } from '../core/errors.ts';
import { beginRollout } from '../lifecycle/rollout/record/begin-rollout.ts';
import { commandRollout, type RolloutCommand } from '../lifecycle/rollout/record/command-rollout.ts';
import { describeRollout } from '../lifecycle/rollout/record/describe-rollout.ts';
import { latestRolloutOf, recordOfRow } from '../lifecycle/rollout/record/rollout-record.ts';
import { distributionsReady } from '../math/distributions.ts';
import type { Store } from '../store/open-store.ts';
import { parseModelRef } from '../tracking/model-ref.ts';
import { declaresLaws, hashDeclared } from './declared.ts';
import type { Platform } from './platform.ts';
import { readPolicy, type TypedPolicy } from './read-policy.ts';

export interface StartedRollout {
  /** Such as `flights@3`, all of one model. */
  readonly candidates: readonly string[];
  readonly policy: TypedPolicy;
  readonly reason: string;
  readonly force: boolean;
}

/** Starts a rollout and describes it. @throws PARAM_INVALID for versions of several models, and what `beginRollout` throws */
export async function startRolloutOf(platform: Platform, { candidates, policy, reason, force }: StartedRollout) {
  const { actor, project } = platform;
  const refs = candidates.map(parseModelRef);
  const [{ name: model }] = refs;
  for (const [i, ref] of refs.entries()) {
    const law = 'versions of one model, such as flights@3';
    if (ref.by === 'default') throw new ModelwrightError('PARAM_INVALID', { name: 'candidates', law, value: ref.name });
    if (ref.name !== model)
      throw new ModelwrightError('PARAM_INVALID', { name: 'candidates', law, value: candidates[i] });
  }
  const store = await platform.store();
  const rollout = await beginRollout(store, {
    model,
    candidates: candidates.map((ref) => ref.slice(ref.indexOf('@') + 1)),
    policy: await readPolicy(policy),
    reason,
    force,
    actor,
    specHash: declaresLaws(project) ? hashDeclared(project) : undefined,
  });
  return await describeRollout(store, rollout);
}

/** The rollout of a model that is under way, else its last one. @throws ROLLOUT_NOT_FOUND */
export async function rolloutStatus(store: Store, model: string) {
  return await describeRollout(store, await latestRolloutOf(store.records, model));
}

/** Carries a command out and describes what came of it. @throws what `commandRollout` throws */
export async function moveRollout(store: Store, command: RolloutCommand) {
  // A bandit may deal its traffic anew at any event.
  await distributionsReady();
  return await describeRollout(store, await commandRollout(store, command));
}

/** Rollouts, the newest first. */
export async function listRollouts({ records }: Store, { model, limit }: { model?: string; limit: number }) {
  let query = records.selectFrom('rollouts').selectAll().orderBy('rollout_id', 'desc').limit(limit);
  if (model !== undefined) query = query.where('model', '=', model);
  return (await query.execute())
    .map(recordOfRow)
    .map(({ rolloutId, model: name, state, startedAt, startedBy, endedAt }) => ({
      rolloutId,
      model: name,
      strategy: state.policy.strategy,
      phase: state.phase,
      champion: state.variants[0].version,
      candidates: state.variants.filter(({ role }) => role === 'candidate').map(({ version }) => version),
      startedAt,
      startedBy,
      endedAt,
    }));
}
