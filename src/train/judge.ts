/**
 * The sealed figure: model and baseline on rows that no choice has seen. With enough rows that is the holdout;
 * below, repeated outer cross-validation that does the whole search again inside each outer fold.
 */

import { monotonicMs } from '../core/clock.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Fold } from '../estimators/estimator.ts';
import { predictWith } from '../estimators/fit.ts';
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import type { Metric } from '../metrics/metric.ts';
import { takeRows } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { baselineSpec } from './baseline.ts';
import { type ChoiceLimits, chooseModel } from './choose.ts';
import { factsOf } from './facts.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import { pick } from './pick.ts';
import type { Plan } from './plan.ts';
import type { Prepared } from './prepare.ts';
import { search } from './search.ts';
import { foldsOf, outerFoldsOf } from './search-folds.ts';
import { type AnswerSettings, settle } from './settle.ts';
import { unbalanced, unmitigated } from './unmitigated.ts';

/** Truth and predictions of the judged rows; one entry per repeat, each over all judged rows in the same order. */
export interface Judged {
  /** Row numbers of the prepared table. */
  readonly rows: Int32Array;
  readonly yTrue: Float64Array;
  readonly model: readonly Predictions[];
  readonly baseline: readonly Predictions[];
  /** Of the same choices without a mitigation; absent where none was asked for. */
  readonly unmitigated?: readonly Predictions[];
}

/** Of the time of one outer fold, what choosing the members of its model may take. */
const selectionShare = 0.1;

interface OuterJob {
  readonly prepared: Prepared;
  readonly data: TrainingData;
  readonly metric: Metric;
  readonly seed: number;
  readonly plan: Plan;
  readonly limits: ChoiceLimits;
  readonly settings: AnswerSettings;
  /** As many candidates as the final choice was made from. */
  readonly candidates: number;
  /** Reading of the monotonic clock until which the searches share the time that is left. */
  readonly deadlineMs: number;
  /** Reading until which each waits for a first candidate: what is judged is a model, unless there is no time for any. */
  readonly firstByMs?: number;
  /** Whether members must be chosen by then as well; false where candidates are counted. */
  readonly isTimed?: boolean;
  readonly repeats: number;
  readonly outerFolds: number;
  readonly innerFolds: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
  /** Makes the searches end as early as they can. */
  readonly enough?: AbortSignal;
}

/** Judges by repeated outer cross-validation: every row is predicted once per repeat, by a search that never saw it. */
export async function judgeByOuterFolds(pool: FoldPool, job: OuterJob): Promise<Judged> {
  const { prepared, data, seed } = job;
  const rows = Int32Array.from({ length: prepared.table.nRows }, (_, row) => row);
  const model: Predictions[] = [];
  const baseline: Predictions[] = [];
  const unmitigatedOnes: Predictions[] = [];
  /** How often each row was predicted; a row of a rare class, or before the first fold in time, never is. */
  const predicted = new Int32Array(rows.length);
  for (let repeat = 0; repeat < job.repeats; repeat++) {
    const rng = createRng(seed).split(`outer-${repeat}`);
    const outer = outerFoldsOf(prepared, rows, job.outerFolds, rng);
    const total = job.repeats * outer.length;
    const modelParts: Predictions[] = [];
    const baselineParts: Predictions[] = [];
    const unmitigatedParts: Predictions[] = [];
    for (const [i, fold] of outer.entries()) {
      const done = repeat * outer.length + i;
      const stream = `outer/${repeat}/${i}`;
      const deadlineMs = endOfPart(job.deadlineMs, total - done);
      const task = {
        data: unbalanced(data),
        ...fold,
        seed,
        metric: job.metric.name,
        watchValid: false,
        wantModel: false,
      };
      const simple = await pool.run(
        { ...task, spec: baselineSpec(data.task), stream: `${stream}/baseline` },
        job.signal,
      );
      const said = await predictUnseen(pool, job, fold, { rng: rng.split(`inner-${i}`), stream, deadlineMs });
      modelParts.push(said.model);
      if (said.unmitigated) unmitigatedParts.push(said.unmitigated);
      baselineParts.push(simple.predictions);
      job.onProgress({ stage: 'judge', done: done + 1, total });
    }
    const order = outer.map((fold) => fold.valid);
    for (const valid of order) for (const row of valid) predicted[row]++;
    model.push(joined(modelParts, order, rows.length));
    baseline.push(joined(baselineParts, order, rows.length));
    if (unmitigatedParts.length === order.length) unmitigatedOnes.push(joined(unmitigatedParts, order, rows.length));
  }
  const judged = rows.filter((row) => predicted[row] === job.repeats);
  const kept = (all: Predictions): Predictions => ({
    values: pick(all.values, judged),
    probabilities: all.probabilities?.map((column) => pick(column, judged)),
  });
  return {
    rows: judged,
    yTrue: pick(data.y, judged),
    model: model.map(kept),
    baseline: baseline.map(kept),
    ...(unmitigatedOnes.length > 0 && { unmitigated: unmitigatedOnes.map(kept) }),
  };
}

/** Does the whole search and choice on the training rows of an outer fold, and predicts its held-out rows. */
async function predictUnseen(pool: FoldPool, job: OuterJob, fold: Fold, of: Within): Promise<Unseen> {
  const { prepared, data, metric, plan, seed } = job;
  const folds = foldsOf(prepared, fold.train, job.innerFolds, of.rng);
  const { bags } = plan;
  // What the choice is compared with is fitted in one thread while the others wait.
  const again = data.balance ? pool.threads : 0;
  const fitsToCome = bags ? again : (1 + again) / (folds.length - 1);
  const selectionMs = job.isTimed ? selectionShare * Math.max(0, of.deadlineMs - monotonicMs()) : 0;
  const found = await search(pool, {
    data,
    facts: factsOf(data, prepared.features, fold.train),
    preset: plan.preset,
    folds,
    metric,
    seed,
    deadlineMs: of.deadlineMs - selectionMs,
    firstByMs: job.firstByMs,
    fitsToCome,
    maxCandidates: job.candidates,
    onProgress: () => {},
    signal: job.signal,
    enough: job.enough,
    stage: 'judge',
  });
  const choice = await chooseModel(pool, found, {
    seed,
    signal: job.signal,
    data,
    folds,
    metric,
    preset: plan.preset,
    bags,
    limits: job.limits,
    fitsToCome,
    selectByMs: job.isTimed ? Math.max(of.deadlineMs, monotonicMs() + selectionMs) : undefined,
  });
  const { fitted, spec } = settle(choice, { prepared, data, folds, metric, settings: job.settings }).choice;
  const task = { data, ...fold, seed, metric: metric.name, watchValid: false };
  const run = async (wantModel: boolean) => await pool.run({ ...task, spec, stream: of.stream, wantModel }, job.signal);
  const made = fitted ? undefined : await run(job.settings.mitigation !== undefined);
  const before = await unmitigated(pool, {
    data,
    spec,
    fitted: fitted ?? made?.model?.fitted,
    train: fold.train,
    rows: fold.valid,
    metric: metric.name,
    seed,
    stream: of.stream,
    signal: job.signal,
  });
  return { model: made?.predictions ?? predictWith(fitted!, takeRows(data.X, fold.valid)), unmitigated: before };
}

/** Of the held-out rows of an outer fold. */
interface Unseen {
  readonly model: Predictions;
  readonly unmitigated?: Predictions;
}

/** The end of the first of some parts that share the time until the deadline alike. */
function endOfPart(deadlineMs: number, parts: number): number {
  const now = monotonicMs();
  return now + (deadlineMs - now) / parts;
}

interface Within {
  readonly rng: Rng;
  readonly stream: string;
  readonly deadlineMs: number;
}

/** Puts the parts' rows back into the order of the table. */
function joined(parts: readonly Predictions[], order: readonly Int32Array[], nRows: number): Predictions {
  const values = new Float64Array(nRows);
  const probabilities = parts[0].probabilities?.map(() => new Float64Array(nRows));
  for (const [p, part] of parts.entries()) {
    for (const [i, row] of order[p].entries()) {
      values[row] = part.values[i];
      probabilities?.forEach((column, k) => {
        column[row] = part.probabilities![k][i];
      });
    }
  }
  return { values, probabilities };
}
