/** Greedy selection of an ensemble: which candidates, and how much of each, predict held-out rows best together. */
import { setImmediate as otherWork } from 'node:timers/promises';
import { classPredictions } from '../estimators/class-predictions.ts';
import type { Fold } from '../estimators/estimator.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import { meanOverFolds } from './fold-mean.ts';

/** Something that may become a member. */
export interface Selectable {
  /** Of each fold's held-out rows; the folds are those of all others. */
  readonly predictions: readonly Predictions[];
  /** What it costs a model to hold it. */
  readonly bytes: number;
  readonly latencyUs: number;
  readonly fitMs: number;
}

/** What the members of a model may cost together. */
export interface Limits {
  /** Of the stored model. */
  readonly maxBytes: number;
  /** Of one row alone, in microseconds. */
  readonly maxLatencyUs: number;
  /** Of the fits that are still to be done to make the model, in milliseconds on one thread. */
  readonly maxFitMs: number;
  /** Somebody asked for these bytes or this time: they are few. */
  readonly areAsked?: boolean;
}

export interface SelectionJob extends Limits {
  /** Best first. */
  readonly pool: readonly Selectable[];
  /** Targets of each fold's held-out rows. */
  readonly yTrue: readonly Float64Array[];
  /** Weights of these rows; absent: all alike. */
  readonly weights?: readonly Float64Array[];
  readonly folds: readonly Pick<Fold, 'train'>[];
  readonly nClasses: number;
  readonly metric: Metric;
  /** Most different members, >= 1. */
  readonly mostMembers: number;
  /** Asked with the number of rounds done; false ends the selection with these. Absent: all rounds are done. */
  readonly goOn?: (roundsDone: number) => boolean;
}

export interface Selected {
  /** Positions in the pool with their weights, best first; weights are whole numbers. */
  readonly members: readonly { readonly place: number; readonly weight: number }[];
  /** Of the metric over the folds, see `meanOverFolds`. */
  readonly score: number;
  /** False where not even one member is within the limits: then it is the cheapest. */
  readonly isWithin: boolean;
}

/** Rounds of adding one member; the mean of so many has weights in steps of 2 %. */
const rounds = 50;
/** Held-out rows of a fold that decide; more change the choice little and cost much. */
const mostRows = 6_000;
/** An ensemble must be better than the best single member by this share of its distance to a perfect or zero score. */
const leastGain = 1e-4;

/** Share of the gain of the best round that the chosen round must have; it is the first such. */
const nearlyAll = 0.98;

/**
 * Ensemble selection with replacement (Caruana et al. 2004): begins with the best member and adds, round by round, the one
 * that makes the mean score best; the first round with nearly all of the gain counts. Nothing is added beyond the limits.
 */
export async function selectEnsemble(job: SelectionJob): Promise<Selected> {
  const { metric } = job;
  const sign = metric.direction === 'maximize' ? 1 : -1;
  const folds = job.yTrue.map((y, fold) => sampledFold(job, y, fold));
  const scoreOf = (sums: readonly Sums[], count: number): number => {
    const scores = folds.map(({ yTrue, sampleWeight }, fold) =>
      metric.compute({ yTrue, predictions: meanOf(sums[fold], count), nClasses: job.nClasses, sampleWeight }),
    );
    return sign * meanOverFolds(scores, job.folds);
  };
  const { place: first, isWithin } = firstOf(job);
  let weights = new Map([[first, 1]]);
  let sums = folds.map((fold) => fold.members[first]);
  const single = scoreOf(sums, 1);
  const steps = [{ weights, score: single }];
  const isAlone = job.pool.length === 1 || job.mostMembers === 1;
  for (let count = 2; count <= rounds && !isAlone; count++) {
    await otherWork();
    if (job.goOn?.(count - 1) === false) break;
    let chosen: { place: number; sums: Sums[]; score: number } | undefined;
    for (let place = 0; place < job.pool.length; place++) {
      if (!fits(job, weights, place)) continue;
      const tried = folds.map((fold, f) => added(sums[f], fold.members[place]));
      const score = scoreOf(tried, count);
      if (!Number.isNaN(score) && (!chosen || score > chosen.score)) chosen = { place, sums: tried, score };
    }
    if (!chosen) break;
    weights = new Map(weights).set(chosen.place, (weights.get(chosen.place) ?? 0) + 1);
    sums = chosen.sums;
    steps.push({ weights, score: chosen.score });
  }
  const most = steps.reduce((best, { score }) => (score > best ? score : best), single);
  const gain = most - single;
  const worth = gain > leastGain * distanceToBest(sign * single, metric);
  // What comes after has next to nothing to add but more members.
  const best = worth ? steps.find(({ score }) => score >= single + nearlyAll * gain)! : steps[0];
  const members = [...best.weights]
    .map(([place, weight]) => ({ place, weight }))
    .sort((a, b) => b.weight - a.weight || a.place - b.place);
  return { members, score: sign * best.score, isWithin };
}

/** How far a score is from a perfect one where more is better, else from zero; >= 0. */
export function distanceToBest(score: number, { direction }: Pick<Metric, 'direction'>): number {
  return Math.abs(direction === 'maximize' ? 1 - score : score);
}

/** Values, or probabilities by class, of one fold's rows. */
type Sums = readonly Float64Array[];

function sampledFold({ pool, weights }: SelectionJob, y: Float64Array, fold: number) {
  const step = Math.ceil(y.length / mostRows);
  const thinned = (values: Float64Array) => (step === 1 ? values : values.filter((_, row) => row % step === 0));
  return {
    yTrue: thinned(y),
    sampleWeight: weights && thinned(weights[fold]),
    members: pool.map(({ predictions }): Sums => {
      const { values, probabilities } = predictions[fold];
      return (probabilities ?? [values]).map(thinned);
    }),
  };
}

function added(sums: Sums, member: Sums): Float64Array[] {
  return sums.map((sum, k) => sum.map((value, row) => value + member[k][row]));
}

function meanOf(sums: Sums, count: number): Predictions {
  const means = sums.map((sum) => sum.map((value) => value / count));
  return means.length === 1 ? { values: means[0] } : classPredictions(means);
}

/** The best member within the limits; the cheapest one where none is, for there must be a model. */
function firstOf(job: SelectionJob): { readonly place: number; readonly isWithin: boolean } {
  const within = job.pool.findIndex((_, place) => fits(job, new Map(), place));
  if (within >= 0) return { place: within, isWithin: true };
  const excess = ({ bytes, latencyUs, fitMs }: Selectable) =>
    Math.max(excessOf(bytes, job.maxBytes), excessOf(latencyUs, job.maxLatencyUs), excessOf(fitMs, job.maxFitMs));
  const place = job.pool.reduce((least, one, i) => (excess(one) < excess(job.pool[least]) ? i : least), 0);
  return { place, isWithin: false };
}

/** How many times its limit something takes; what keeps it takes none, also nothing of a limit of nothing. */
function excessOf(cost: number, most: number): number {
  return cost <= most ? 0 : cost / most;
}

function fits(job: SelectionJob, weights: ReadonlyMap<number, number>, place: number): boolean {
  if (weights.has(place)) return true;
  if (weights.size >= job.mostMembers) return false;
  const members = [...weights.keys(), place].map((member) => job.pool[member]);
  const total = (of: (member: Selectable) => number) => members.reduce((sum, member) => sum + of(member), 0);
  return (
    total(({ bytes }) => bytes) <= job.maxBytes &&
    total(({ latencyUs }) => latencyUs) <= job.maxLatencyUs &&
    total(({ fitMs }) => fitMs) <= job.maxFitMs
  );
}
