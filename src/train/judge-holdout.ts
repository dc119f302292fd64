/** The sealed figure of a run with a holdout: the registered model itself and the baseline, on rows no choice has seen. */
import { stopwatch } from '../core/clock.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import type { EstimatorSpec } from '../estimators/estimator.ts';
import { type Evaluation, evaluate } from '../evaluate/evaluation.ts';
import type { Metric } from '../metrics/metric.ts';
import { takeRows } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { baselineSpec } from './baseline.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import type { Judged } from './judge.ts';
import { pick } from './pick.ts';
import type { Prepared } from './prepare.ts';
import { unbalanced, unmitigated } from './unmitigated.ts';

/** What the baseline says about the sealed rows, and its figures. */
export interface HoldoutBaseline {
  readonly predictions: Predictions;
  readonly figures: Evaluation;
  /** What all of its figures took. */
  readonly figuresMs: number;
}

interface HoldoutJob {
  readonly prepared: Prepared;
  readonly data: TrainingData;
  readonly split: { readonly train: Int32Array; readonly holdout: Int32Array };
  readonly metric: Metric;
  readonly seed: number;
}

/** Fits the baseline on the training rows and judges it. A search need not come before that, and hears nothing of it but the time. */
export async function judgeBaseline(
  pool: FoldPool,
  { prepared, data, split, metric, seed, costs }: HoldoutJob & { readonly costs?: Metric },
): Promise<HoldoutBaseline> {
  const { train, holdout } = split;
  const { predictions } = await pool.run({
    data: unbalanced(data),
    spec: baselineSpec(data.task),
    train,
    valid: holdout,
    seed,
    stream: 'baseline',
    metric: metric.name,
    watchValid: false,
    wantModel: false,
  });
  const { groups, target } = prepared;
  const elapsed = stopwatch();
  const figures = evaluate({
    target: { ...target, values: pick(data.y, holdout) },
    predictions: [predictions],
    seed,
    groups: groups && holdout.map((row) => groups[row]),
    extra: costs && [costs],
  });
  return { predictions, figures, figuresMs: elapsed() };
}

/** Predicts the holdout with the model. */
export async function judgeByHoldout(
  pool: FoldPool,
  job: HoldoutJob & {
    readonly model: LoadedModel;
    /** What the model was fitted as. */
    readonly spec: EstimatorSpec;
    readonly baseline: HoldoutBaseline;
  },
): Promise<Judged> {
  const { train, holdout } = job.split;
  const before = await unmitigated(pool, {
    data: job.data,
    spec: job.spec,
    fitted: job.model.fitted,
    train,
    rows: holdout,
    metric: job.metric.name,
    seed: job.seed,
    stream: 'holdout',
  });
  return {
    rows: holdout,
    yTrue: pick(job.data.y, holdout),
    model: [job.model.predict(takeRows(job.prepared.table, holdout))],
    baseline: [job.baseline.predictions],
    ...(before && { unmitigated: [before] }),
  };
}
