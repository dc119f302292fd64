/** Rows that a model has not learned from, with what models like it say of them: the sealed fifth, or each fold by a fit on the others. */
import { scoreColumn } from '../../estimators/anomaly/outlier-detector.ts';
import type { FittedEstimator } from '../../estimators/estimator.ts';
import { transformWith } from '../../estimators/fit.ts';
import { unlabelledTarget } from '../../estimators/unlabelled-predictions.ts';
import { dealtRows } from '../../math/drawn-rows.ts';
import { createRng } from '../../math/philox.ts';
import type { NumberColumn } from '../../table/column.ts';
import { columnOf, type Table, takeRows } from '../../table/table.ts';
import type { FinalModel } from '../final-model.ts';
import { type FitJob, fitChain, pointsBefore } from './final-model.ts';
import type { PreparedRows } from './prepare.ts';
import type { UnlabelledDecision } from './request.ts';

export interface HeldOutPart {
  /** Numbers of the rows in the prepared table. */
  readonly rows: Int32Array;
  /** Class code of each row: 1 for an anomaly, or the cluster. */
  readonly said: Float64Array;
  /** Of anomalies: the score of each row. */
  readonly scores?: Float64Array;
  /** The rows on the scale on which distances were taken. */
  readonly points: Table;
}

const folds = 5;

/** The parts; one where there is a holdout. Folds are dealt by the seed. */
export async function heldOutParts(
  job: FitJob,
  of: {
    readonly prepared: PreparedRows;
    readonly decision: Pick<UnlabelledDecision, 'spec'>;
    readonly final: FinalModel;
    readonly holdout: Int32Array;
  },
): Promise<HeldOutPart[]> {
  const { prepared, decision, final, holdout } = of;
  const { task } = prepared;
  const partOf = (model: FittedEstimator, rows: Int32Array): HeldOutPart => {
    const X = takeRows(prepared.inputs, rows);
    const table = transformWith(model, X);
    const column = (name: string) => (columnOf(table, name) as NumberColumn).values;
    return {
      rows,
      said: column(unlabelledTarget[task]),
      ...(task === 'anomaly' && { scores: column(scoreColumn) }),
      points: pointsBefore(model, X),
    };
  };
  if (holdout.length > 0) return [partOf(final.model.fitted, holdout)];
  const { nRows } = prepared.inputs;
  const parts = dealtRows(nRows, folds, createRng(job.seed).split('held-out'));
  return await Promise.all(
    parts.map(async (rows) => {
      const held = new Set(rows);
      const others = Int32Array.from({ length: nRows }, (_, row) => row).filter((row) => !held.has(row));
      return partOf(await fitChain(job, decision.spec, takeRows(prepared.inputs, others)), rows);
    }),
  );
}
