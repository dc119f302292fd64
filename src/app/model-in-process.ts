/** A registered model in this process: predictions for plain objects without a server, in microseconds. */
import type { ExplainRequest } from '../evaluate/explain/explain.ts';
import { explainWith } from '../evaluate/explain/explain-with.ts';
import type { Explanation } from '../evaluate/explain/explanation.ts';
import { answersOf, type MeasuresByName, measuresOf, type Regions, regionsOf } from '../serve/answers.ts';
import { compileRowReader } from '../serve/row-reader.ts';
import type { Store } from '../store/open-store.ts';
import type { Signature } from '../table/task.ts';
import { openModel } from './opened-model.ts';

/** One row: a value for each input column, null where it is missing. */
export type Row = Readonly<Record<string, number | string | boolean | null>>;

export interface InProcessModel {
  readonly name: string;
  readonly version: number;
  readonly signature: Signature;
  /**
   * Predicts rows; the bits are those of the server and of batch scoring. Nothing is logged.
   *
   * `intervals`, a coverage such as 0.9, adds `[low, high]` per row for a regression and the possible classes per row otherwise.
   *
   * @throws ROW_INVALID for a column that a row lacks or that has the wrong type; INTERVALS_ABSENT for a model that does not know
   *   its errors, COVERAGE_UNREACHABLE for a coverage that takes more rows than it was calibrated on; TASK_UNLABELLED where there is no target.
   */
  predict(
    rows: readonly Row[],
    options?: { readonly intervals?: number },
  ): {
    readonly predictions: readonly (string | number)[];
    readonly probabilities?: readonly Readonly<Record<string, number>>[];
    /** Of a model without a target: `anomaly_score` and `is_anomaly`, or `cluster_distance`; one entry per row. */
    readonly measures?: MeasuresByName;
    readonly intervals?: Regions['intervals'];
    readonly sets?: Regions['sets'];
  };
  /**
   * What each column adds to the scores of rows, as `explain` has it. Trees follow their training rows, other models compare with
   * `background`: up to 1,000 rows; by default the rows that the artifact carries to verify itself.
   *
   * @throws ROW_INVALID as `predict`, and what `explain` throws.
   */
  explain(
    rows: readonly Row[],
    options?: Omit<ExplainRequest, 'background'> & { readonly background?: readonly Row[] },
  ): Explanation;
}

/** Loads and verifies what a reference names. */
export async function modelInProcess(store: Store, ref: string): Promise<InProcessModel> {
  const { version, model } = await openModel(store, ref);
  const readRows = compileRowReader(model.signature);
  return {
    name: version.name,
    version: version.version,
    signature: model.signature,
    predict(rows, { intervals } = {}) {
      const { target } = model.signature;
      const predicted = model.predict(readRows(rows).table, intervals);
      const measures = measuresOf([predicted], target);
      const answers = { ...answersOf(predicted, target), ...(measures && { measures }) };
      return intervals === undefined ? answers : { ...answers, ...regionsOf(predicted, target) };
    },
    explain: (rows, { background, ...request } = {}) =>
      explainWith(model, readRows(rows).table, {
        ...request,
        ...(background && { background: readRows(background).table }),
      }),
  };
}
