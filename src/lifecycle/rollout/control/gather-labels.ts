/** Labels that arrived for predictions of a rollout: which were right, which wrong, and what they brought. */
import { idTimeMs } from '../../../core/ids.ts';
import { findClass } from '../../../data/target-classes.ts';
import type { Store } from '../../../store/open-store.ts';
import type { PredictionEvent } from '../../../store/predictions/prediction-log.ts';
import { contextOf } from '../contextual-traffic.ts';
import type { VariantCounts } from '../counts.ts';
import { noCounts } from '../counts.ts';
import type { RewardInContext } from '../events.ts';
import type { RolloutPolicy } from '../policy.ts';
import type { RolloutRecord, RolloutSetup } from '../record/rollout-record.ts';

export interface GatheredLabels {
  /** Labels up to this id are counted. */
  readonly cursor: number;
  readonly counts: readonly VariantCounts[];
  readonly inContext: readonly RewardInContext[];
}

/** Labels of one look; as many as an event may bring rewards. */
const mostLabels = 5_000;
/** How far a clock may have been turned back between two predictions. */
const turnedBackMs = 2 * 3_600_000;

/**
 * Labels after the cursor, joined to what was answered since the rollout began. A correction counts as another label.
 *
 * @returns undefined when no label arrived.
 */
export async function gatherLabels(
  { records, predictions }: Pick<Store, 'records' | 'predictions'>,
  rollout: RolloutRecord,
): Promise<GatheredLabels | undefined> {
  const labels = await records
    .selectFrom('labels')
    .select(['id', 'prediction_id', 'label'])
    .where('id', '>', rollout.labelCursor)
    .orderBy('id')
    .limit(mostLabels)
    .execute();
  const last = labels.at(-1);
  if (!last) return undefined;
  const { state, model, setup } = rollout;
  const wanted = new Map(labels.map((row) => [row.prediction_id, JSON.parse(row.label) as string | number]));
  // A control is the champion's version again, and what candidates are compared with where there is one.
  const isControlled = state.variants.some(({ role }) => role === 'control');
  const named = state.variants.filter(({ role }) => role !== (isControlled ? 'champion' : 'control'));
  const variants = new Map(named.map(({ name, version }) => [version, name]));
  const versions = [...variants.keys()].map((version) => Number(version.slice(version.lastIndexOf('@') + 1)));
  const counts = new Map<string, VariantCounts>();
  const inContext: RewardInContext[] = [];
  for await (const batch of predictions.read(model, {
    since: sinceOf([...wanted.keys()], rollout.rolloutId),
    versions,
  })) {
    for (const event of batch) {
      const label = wanted.get(event.predictionId);
      const variant = variants.get(`${model}@${event.version}`);
      if (label === undefined || variant === undefined) continue;
      wanted.delete(event.predictionId);
      let own = counts.get(variant);
      if (!own) {
        own = { variant, ...noCounts(1) };
        counts.set(variant, own);
      }
      const isWrong = wrongness(setup, event, label);
      if (isWrong !== undefined) {
        own.labels++;
        if (isWrong) own.wrong++;
      }
      const reward = rewardOf(state.policy, isWrong, label);
      if (reward === undefined) continue;
      own.rewards++;
      own.rewardSum += reward;
      if (state.contextual) {
        inContext.push({ variant, context: contextOf(setup.scales, (column) => event.features[column]), reward });
      }
    }
    if (wanted.size === 0) break;
  }
  return { cursor: last.id, counts: [...counts.values()], inContext };
}

/** From the oldest of the predictions on, but not from before the rollout. */
function sinceOf(ids: readonly string[], rolloutId: string): string {
  const times = ids.map(idTimeMs).filter((ms) => !Number.isNaN(ms));
  const oldest = times.length < ids.length ? 0 : Math.min(...times);
  return new Date(Math.max(oldest, idTimeMs(rolloutId)) - turnedBackMs).toISOString();
}

/** Whether the answer was wrong; undefined where nobody can say. */
function wrongness(
  { wrong, outputs }: RolloutSetup,
  { prediction }: PredictionEvent,
  label: string | number,
): boolean | undefined {
  if (wrong === null) return undefined;
  if (wrong === 'other_class') {
    const classes = outputs.kind === 'classes' ? outputs.classes : [];
    return findClass(classes, String(label)) !== String(prediction);
  }
  const truth = Number(label);
  return Number.isFinite(truth) ? Math.abs(truth - Number(prediction)) > wrong.beyond : undefined;
}

function rewardOf(policy: RolloutPolicy, isWrong: boolean | undefined, label: string | number): number | undefined {
  if (policy.strategy !== 'bandit' && policy.strategy !== 'contextual_bandit') return undefined;
  if (policy.reward === 'correct') return isWrong === undefined ? undefined : Number(!isWrong);
  const value = typeof label === 'number' ? label : Number(label);
  return label !== '' && value >= 0 && value <= 1 ? value : undefined;
}
