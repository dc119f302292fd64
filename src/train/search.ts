/** Search: candidates are cross-validated until nothing is left to try, or the count or the time is used up. */
import { setMaxListeners } from 'node:events';
import { monotonicMs } from '../core/clock.ts';
import { isModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { callAfter } from '../core/timer.ts';
import type { Fold } from '../estimators/estimator.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import { baselineSpec } from './baseline.ts';
import { openCandidates, type Placed } from './candidates.ts';
import { type CrossValidated, crossValidate, type SpecOnFolds, taskOfFold } from './cross-validate.ts';
import type { Facts } from './facts.ts';
import type { FoldPool } from './fold-pool.ts';
import type { FoldModel, TrainingData } from './fold-task.ts';
import type { Preset } from './preset.ts';
import { reserveMs } from './reserve.ts';
import { openRunAhead } from './run-ahead.ts';

/** A candidate that was scored on every fold. */
export interface Scored extends Placed {
  readonly score: number;
  /** On the first fold. */
  readonly firstScore: number;
  readonly rounds?: number;
  readonly fitMs: number;
  /** Of the model of one fold: mean stored size, and median time of one row alone. */
  readonly bytes: number;
  readonly latencyUs: number;
  /** Memory of what its folds made, kept or not. */
  readonly foldBytes: number;
  /** What its folds made; only the best candidates keep it. */
  readonly kept?: KeptFolds;
}

export interface KeptFolds {
  /** Of each fold's held-out rows. */
  readonly predictions: readonly Predictions[];
  readonly models: readonly FoldModel[];
}

export interface SearchResult {
  /** In order of position. */
  readonly candidates: readonly Scored[];
  readonly best: Scored;
  /** Nothing could be finished: the only candidate is the baseline. */
  readonly baselineOnly: boolean;
  /** Candidates that were begun, with those that failed or were not worth all folds. */
  readonly tried: number;
}

export interface SearchJob {
  readonly data: TrainingData;
  readonly facts: Facts;
  readonly preset: Preset;
  readonly folds: readonly Fold[];
  readonly metric: Metric;
  readonly seed: number;
  /** Reading of the monotonic clock by which the search and what is to be fitted after it should be done. */
  readonly deadlineMs: number;
  /** Reading until which a first candidate is waited for, where it is later: without one there is no model. */
  readonly firstByMs?: number;
  /** Fits that are still to be done for a chosen candidate, as a multiple of what its folds took. */
  readonly fitsToCome: number;
  readonly maxCandidates: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
  /** Ends the search as the deadline does: what is finished counts. */
  readonly enough?: AbortSignal;
  /** Word for progress reports. */
  readonly stage: string;
}

/** Candidates that keep their folds, and the bytes that all these may take together. */
const mostKept = { candidates: 30, bytes: 768 * 1024 * 1024 };

/**
 * Runs the search. Candidates that fail (a fold without a needed class, say) are left out unless all fail; then the first
 * error is thrown. When time is up before one is finished there is still a model: the baseline.
 */
export async function search(pool: FoldPool, job: SearchJob): Promise<SearchResult> {
  const { metric, seed } = job;
  const sequence = await openCandidates(job.preset, job.facts, { seed, direction: metric.direction });
  const failures: unknown[] = [];
  let finished: Scored[] = [];
  let tried = 0;
  const beganMs = monotonicMs();
  const wholeMs = job.deadlineMs - beganMs;
  const endMs = () => {
    if (finished.length === 0) return Math.max(job.deadlineMs, job.firstByMs ?? job.deadlineMs);
    return (
      job.deadlineMs - reserveMs({ finished, members: job.preset.members, ...job, threads: pool.threads, wholeMs })
    );
  };
  const stopped = () => job.signal?.aborted || job.enough?.aborted || monotonicMs() >= endMs();

  const late = openDeadline(endMs(), job.enough);
  const signal = AbortSignal.any(job.signal ? [late.signal, job.signal] : [late.signal]);
  // Every fold that waits or is fitted listens: as many as there are folds on all threads, and no leak.
  setMaxListeners(0, signal);
  const ahead = openRunAhead(pool, signal);
  const allowed = (batch: readonly Placed[]) => batch.filter(({ index }) => index < job.maxCandidates);
  const onFolds = ({ spec }: Placed): SpecOnFolds => {
    return { data: job.data, spec, folds: job.folds, metric: metric.name, seed };
  };
  // One thread waits for nobody.
  const pace = pool.threads > 1 ? new Map<string, number>() : undefined;

  const tryOne = async (candidate: Placed, bar: Bar | undefined): Promise<void> => {
    tried++;
    try {
      const validated = await crossValidate(ahead, { ...onFolds(candidate), worthMore: bar?.passes, signal });
      pace?.set(candidate.name, validated.fitMs / validated.foldScores.length);
      if (validated.foldScores.length < job.folds.length) {
        sequence.tell(candidate.index, bar!.estimate(validated.score), false);
        return;
      }
      sequence.tell(candidate.index, validated.score, bar ? true : undefined);
      finished = keepBest([...finished, scoredOf(candidate, validated)], metric);
      late.move(endMs());
      job.onProgress({ stage: job.stage, done: finished.length, note: noteOf(finished[0], metric) });
    } catch (error) {
      if (job.signal?.aborted) throw error;
      if (isModelwrightError(error) && error.code === 'CANCELLED') return;
      sequence.tell(candidate.index, Number.NaN, false);
      failures.push(error);
    }
  };

  try {
    for (let batch = sequence.next(); batch.length > 0; batch = stopped() ? [] : sequence.next()) {
      const queue = inOrderOfTime(allowed(batch), pace);
      const coming = inOrderOfTime(allowed(sequence.coming()), pace);
      ahead.expect(coming.map((candidate) => taskOfFold(onFolds(candidate), 0)));
      const bar = barOf(finished, metric);
      const work = async (): Promise<void> => {
        while (queue.length > 0 && !stopped()) await tryOne(queue.shift()!, bar);
      };
      await Promise.all(Array.from({ length: pool.threads }, work));
      if (queue.length > 0 || batch[batch.length - 1].index + 1 >= job.maxCandidates) break;
    }
  } finally {
    late.clear();
    ahead.close();
  }
  if (finished.length === 0 && failures.length > 0) throw failures[0];
  const baselineOnly = finished.length === 0;
  if (baselineOnly) finished = [await scoredBaseline(pool, job)];
  const [best] = finished;
  return { candidates: finished.toSorted((a, b) => a.index - b.index), best, baselineOnly, tried };
}

/** Milliseconds of a fold by the name of the predictor, as the last candidate of that name took them. */
type Pace = ReadonlyMap<string, number>;

/**
 * Quick candidates first: where time is short there is a model early. Then, by their pace, the slow ones, and before them those of
 * kinds not yet tried, so that threads wait less for the last one of a batch. What is found at the end does not depend on it.
 */
function inOrderOfTime(batch: readonly Placed[], pace: Pace | undefined): Placed[] {
  const [quick, others] = [batch.filter(({ isQuick }) => isQuick), batch.filter(({ isQuick }) => !isQuick)];
  if (!pace) return [...quick, ...others];
  const msOf = ({ name }: Placed) => pace.get(name) ?? Number.MAX_VALUE;
  return [...quick, ...others.toSorted((a, b) => msOf(b) - msOf(a))];
}

/** What the first fold of a candidate must show for the others to be fitted, by the batches before. */
interface Bar {
  readonly passes: (firstScore: number) => boolean;
  /** The mean over all folds that a score of the first one suggests. */
  readonly estimate: (firstScore: number) => number;
}

/** Of the candidates before, the share that a new one must compare with. */
const compared = 0.25;

/** As good on the first fold as the candidates of the better quarter; no bar for the first batch. */
function barOf(inOrder: readonly Scored[], { direction }: Metric): Bar | undefined {
  const place = Math.ceil(inOrder.length * compared) - 1;
  if (place < 0 || Number.isNaN(inOrder[place].firstScore)) return undefined;
  const { score, firstScore: least } = inOrder[place];
  return {
    passes: (firstScore) => (direction === 'maximize' ? firstScore >= least : firstScore <= least),
    estimate: (firstScore) => firstScore + (score - least),
  };
}

/** What stands in where nothing else could be finished. */
async function scoredBaseline(pool: FoldPool, { data, folds, metric, seed, signal }: SearchJob): Promise<Scored> {
  const spec = baselineSpec(data.task);
  const validated = await crossValidate(pool, { data, spec, folds, metric: metric.name, seed, signal });
  return scoredOf({ name: spec.name, params: {}, spec, index: 0 }, validated);
}

/** A candidate with what its cross-validation found. */
export function scoredOf(candidate: Placed, validated: CrossValidated): Scored {
  const { score, rounds, fitMs, predictions, models } = validated;
  const mean = (of: (model: FoldModel) => number) => models.reduce((sum, model) => sum + of(model), 0) / models.length;
  return {
    ...candidate,
    score,
    firstScore: validated.foldScores[0],
    rounds,
    fitMs,
    bytes: mean(({ bytes }) => bytes),
    latencyUs: mean(({ latencyUs }) => latencyUs),
    foldBytes:
      models.reduce((sum, { bytes }) => sum + bytes, 0) + predictions.reduce((sum, one) => sum + sizeOf(one), 0),
    kept: { predictions, models },
  };
}

function sizeOf({ values, probabilities = [] }: Predictions): number {
  return values.byteLength * (1 + probabilities.length);
}

/**
 * All in order of merit; without the folds of those beyond what may be kept. Who comes later
 * in merit never returns to a place before, so what is left at the end does not depend on the order in which folds were done.
 */
function keepBest(scored: readonly Scored[], metric: Metric): Scored[] {
  let total = 0;
  return inOrderOfMerit(scored, metric).map((one, place) => {
    total += one.foldBytes;
    const stays = place === 0 || (place < mostKept.candidates && total <= mostKept.bytes);
    return stays ? one : { ...one, kept: undefined };
  });
}

/** Best first; in a tie the smaller model, then the earlier one; undefined scores last. */
export function inOrderOfMerit(scored: readonly Scored[], metric: Metric): Scored[] {
  const sign = metric.direction === 'maximize' ? 1 : -1;
  const value = ({ score }: Scored) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : sign * score);
  return scored.toSorted((a, b) => value(b) - value(a) || a.bytes - b.bytes || a.index - b.index);
}

/** Aborts at a time that may still move: each finished candidate changes what is to be left for fits. */
function openDeadline(endMs: number, enough: AbortSignal | undefined) {
  const controller = new AbortController();
  let cancel = () => {};
  const move = (toMs: number): void => {
    cancel();
    cancel = callAfter(toMs - monotonicMs(), () => controller.abort());
  };
  move(endMs);
  const signals = enough ? [controller.signal, enough] : [controller.signal];
  return { signal: AbortSignal.any(signals), move, clear: () => cancel() };
}

function noteOf(scored: Scored, metric: Metric): string {
  return `best ${metric.name} ${scored.score.toPrecision(5)} (${scored.name})`;
}
