/** From what a search found to the model that is made of it: one candidate, or an ensemble of several. */
import { monotonicMs } from '../core/clock.ts';
import { mixPredictions } from '../estimators/ensemble/mix-predictions.ts';
import { votingOf } from '../estimators/ensemble/voting.ts';
import type { EstimatorSpec, FittedEstimator, Fold } from '../estimators/estimator.ts';
import { withRounds } from '../estimators/rounds.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import { distanceToBest, type Limits, type Selected, selectEnsemble } from './ensemble-selection.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import { pick } from './pick.ts';
import type { Preset } from './preset.ts';
import { singleRowUs } from './run-fold.ts';
import { inOrderOfMerit, type Scored, type SearchResult } from './search.ts';
import { tryStack } from './stack.ts';
import { thoroughly } from './time-rows.ts';

export interface Choice {
  /** What is fitted to make the model. */
  readonly spec: EstimatorSpec;
  readonly members: readonly { readonly candidate: Scored; readonly weight: number }[];
  /** Cross-validated. */
  readonly score: number;
  /** Of each fold's held-out rows, by models that did not learn from them. */
  readonly heldOut: readonly Predictions[];
  /** Present where the models of the folds are the model; a fit of `spec` on the same rows and folds makes the same. */
  readonly fitted?: FittedEstimator;
}

export interface ChoiceLimits extends Limits {
  /** Above this time of a row, in microseconds, an ensemble gives way to a quicker one that is nearly as good; absent: none does. */
  readonly usualLatencyUs?: number;
}

export interface ChoiceJob {
  readonly data: TrainingData;
  readonly folds: readonly Fold[];
  readonly metric: Metric;
  readonly preset: Preset;
  /** Keep the models of the folds, which must be parts of all rows that the model may learn from. */
  readonly bags: boolean;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly limits: ChoiceLimits;
  /** Fits that are still to be done for a member, as a multiple of what its folds took. */
  readonly fitsToCome: number;
  /** Reading of the monotonic clock by which members are to be chosen; what is better by then counts. Absent: it has no say. */
  readonly selectByMs?: number;
}

interface Chosen {
  readonly choice: Choice;
  readonly isWithin: boolean;
}

/**
 * Chooses by held-out predictions. Where the models of the folds are too many for the limits, or asked limits keep out the best
 * candidate for being so many, one fit on all rows may take their place.
 */
export async function chooseModel(pool: FoldPool, found: SearchResult, job: ChoiceJob): Promise<Choice> {
  const kept = inOrderOfMerit(found.candidates, job.metric).filter((one) => one.kept);
  const bagged = job.bags ? await chooseBagged(pool, kept, job) : undefined;
  const hasBest = bagged?.choice.members.some(({ candidate }) => candidate === kept[0]);
  if (bagged?.isWithin && (hasBest || !job.limits.areAsked)) return bagged.choice;
  const refitted = await chooseRefitted(kept, job);
  if (!bagged) return refitted.choice;
  const isBest = !bagged.isWithin || isBetter(refitted.choice.score, bagged.choice.score, job.metric);
  return refitted.isWithin && isBest ? refitted.choice : bagged.choice;
}

async function chooseBagged(pool: FoldPool, kept: readonly Scored[], job: ChoiceJob): Promise<Chosen> {
  const { preset, folds, fitsToCome } = job;
  const { members, score, isWithin } = await selectUsual(kept, job, { perMember: folds.length, fitsToCome });
  const stack = preset.stacks && members.length > 1 ? await stackOf(pool, members, job) : undefined;
  if (stack && isBetter(stack.score, score, job.metric)) {
    return { choice: { ...stack, members: members.map(ofOneWeight) }, isWithin };
  }
  const made = withinLatency(members, job);
  return { choice: { ...made, score, heldOut: heldOutBy(made.members) }, isWithin: isWithin && made.isWithin };
}

async function chooseRefitted(kept: readonly Scored[], job: ChoiceJob): Promise<Chosen> {
  const fitsToCome = job.fitsToCome + (job.bags ? 1 / (job.folds.length - 1) : 0);
  const { members, score, isWithin } = await selectAmong(kept, job, { perMember: 1, fitsToCome });
  return { choice: { spec: refittedSpec(members), members, score, heldOut: heldOutBy(members) }, isWithin };
}

/** A quicker ensemble may be worse by this share of `distanceToBest`. */
const nearlyAsGood = 0.02;

/** The best of the models of folds, or a quicker one that is nearly as good where a row takes longer than usual. */
async function selectUsual(kept: readonly Scored[], job: ChoiceJob, of: OfMember): Promise<Selection> {
  const { usualLatencyUs = Number.POSITIVE_INFINITY, maxLatencyUs } = job.limits;
  const best = await selectAmong(kept, job, of);
  const apartUs = of.perMember * best.members.reduce((sum, { candidate }) => sum + candidate.latencyUs, 0);
  if (apartUs <= usualLatencyUs) return best;
  const { fitted } = baggedModel(best.members, of.perMember);
  const togetherUs = singleRowUs(fitted, job.data.X, thoroughly);
  if (togetherUs <= usualLatencyUs) return best;
  // Candidates were timed beside other work and one by one; what that makes of the times of these, it makes of others'.
  const limits = { ...job.limits, maxLatencyUs: Math.min(maxLatencyUs, (usualLatencyUs * apartUs) / togetherUs) };
  const quick = await selectAmong(kept, { ...job, limits }, of);
  const most = (1 + nearlyAsGood) * distanceToBest(best.score, job.metric);
  return quick.isWithin && distanceToBest(quick.score, job.metric) <= most ? quick : best;
}

interface OfMember {
  /** Models that are kept of each member. */
  readonly perMember: number;
  /** See `ChoiceJob`. */
  readonly fitsToCome: number;
}

type Selection = Pick<Selected, 'score' | 'isWithin'> & { readonly members: Members };

async function selectAmong(kept: readonly Scored[], job: ChoiceJob, of: OfMember): Promise<Selection> {
  const { preset, folds, limits, selectByMs } = job;
  const { members, ...selected } = await selectEnsemble({
    pool: kept.map(({ kept, bytes, latencyUs, fitMs }) => ({
      predictions: kept!.predictions,
      fitMs: fitMs * of.fitsToCome,
      bytes: bytes * of.perMember,
      latencyUs: latencyUs * of.perMember,
    })),
    yTrue: folds.map(({ valid }) => pick(job.data.y, valid)),
    ...(job.data.weights && { weights: folds.map(({ valid }) => pick(job.data.weights!, valid)) }),
    folds,
    nClasses: job.data.nClasses,
    metric: job.metric,
    mostMembers: preset.members,
    ...(selectByMs !== undefined && { goOn: () => monotonicMs() < selectByMs }),
    ...limits,
  });
  return { ...selected, members: members.map(({ place, weight }) => ({ candidate: kept[place], weight })) };
}

/** The bagged model of as many members, the weightiest first, as keep the time of one row in its limit when it is measured. */
function withinLatency(
  members: Members,
  job: Pick<ChoiceJob, 'data' | 'folds' | 'limits'>,
): Pick<Choice, 'spec' | 'fitted' | 'members'> & Pick<Chosen, 'isWithin'> {
  const made = baggedModel(members, job.folds.length);
  const { maxLatencyUs } = job.limits;
  const isWithin =
    maxLatencyUs === Number.POSITIVE_INFINITY || singleRowUs(made.fitted, job.data.X, thoroughly) <= maxLatencyUs;
  return isWithin || members.length === 1 ? { ...made, members, isWithin } : withinLatency(members.slice(0, -1), job);
}

export async function stackOf(pool: FoldPool, members: Members, job: Parameters<typeof tryStack>[2]) {
  return await tryStack(
    pool,
    members.map(({ candidate }) => candidate),
    job,
  );
}

const ofOneWeight = ({ candidate }: Members[number]) => ({ candidate, weight: 1 });

function isBetter(score: number, other: number, { direction }: Metric): boolean {
  return direction === 'maximize' ? score > other : score < other;
}

export type Members = Choice['members'];

/** What the members say together about each fold's held-out rows. */
export function heldOutBy(members: Members): Predictions[] {
  return members[0].candidate.kept!.predictions.map((_, fold) =>
    mixPredictions(
      members.map(({ candidate, weight }) => ({ weight, predictions: candidate.kept!.predictions[fold] })),
    ),
  );
}

function baggedModel(members: Members, folds: number): Pick<Choice, 'spec'> & { fitted: FittedEstimator } {
  const params = { members: members.map(({ candidate, weight }) => ({ estimator: candidate.spec, weight })), folds };
  const fitted = members.map(({ candidate, weight }) => ({
    weight,
    models: candidate.kept!.models.map(({ fitted }) => fitted),
  }));
  return { spec: { name: 'voting', params }, fitted: votingOf(params, fitted) };
}

/** Members with the rounds that their folds settled on; a single one needs no ensemble. */
function refittedSpec(members: Members): EstimatorSpec {
  const specs = members.map(({ candidate: { spec, rounds } }) =>
    rounds === undefined ? spec : withRounds(spec, rounds),
  );
  if (specs.length === 1) return specs[0];
  return {
    name: 'voting',
    params: { members: specs.map((estimator, i) => ({ estimator, weight: members[i].weight })), folds: 0 },
  };
}
