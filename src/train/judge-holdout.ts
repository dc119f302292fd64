/** The sealed figure of a run with a holdout: the registered model itself and the baseline, on rows no choice has seen. */
import type { LoadedModel } from '../estimators/artifact.ts';
import type { EstimatorSpec } from '../estimators/estimator.ts';
import type { Metric } from '../metrics/metric.ts';
import { takeRows } from '../table/table.ts';
import { baselineSpec } from './baseline.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import type { Judged } from './judge.ts';
import { pick } from './pick.ts';
import type { Prepared } from './prepare.ts';
import { unbalanced, unmitigated } from './unmitigated.ts';

/** Predicts the holdout with the model and with a baseline that was fitted on the same training rows. */
export async function judgeByHoldout(
  pool: FoldPool,
  job: {
    readonly prepared: Prepared;
    readonly data: TrainingData;
    readonly model: LoadedModel;
    /** What the model was fitted as. */
    readonly spec: EstimatorSpec;
    readonly split: { readonly train: Int32Array; readonly holdout: Int32Array };
    readonly metric: Metric;
    readonly seed: number;
  },
): Promise<Judged> {
  const { train, holdout } = job.split;
  const baseline = await pool.run({
    data: unbalanced(job.data),
    spec: baselineSpec(job.data.task),
    train,
    valid: holdout,
    seed: job.seed,
    stream: 'baseline',
    metric: job.metric.name,
    watchValid: false,
    wantModel: false,
  });
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
    baseline: [baseline.predictions],
    ...(before && { unmitigated: [before] }),
  };
}
