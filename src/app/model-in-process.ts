/** A registered model in this process: predictions for plain objects without a server, in microseconds. */
import { explainTrees, type TreeExplanation } from '../evaluate/explain/explain-trees.ts';
import { answersOf, type Regions, regionsOf } from '../serve/answers.ts';
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
   *   its errors, COVERAGE_UNREACHABLE for a coverage that takes more rows than it was calibrated on.
   */
  predict(
    rows: readonly Row[],
    options?: { readonly intervals?: number },
  ): {
    readonly predictions: readonly (string | number)[];
    readonly probabilities?: readonly Readonly<Record<string, number>>[];
    readonly intervals?: Regions['intervals'];
    readonly sets?: Regions['sets'];
  };
  /**
   * What each column adds to the raw scores of rows, as `explainTrees` has it; `background` holds up to 1,000 rows.
   *
   * @throws EXPLAIN_UNFIT for a model without trees, ROW_INVALID as `predict`, and what `explainTrees` throws.
   */
  explain(
    rows: readonly Row[],
    options?: { readonly background?: readonly Row[]; readonly interactions?: boolean },
  ): TreeExplanation;
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
      const answers = answersOf(predicted, target);
      return intervals === undefined ? answers : { ...answers, ...regionsOf(predicted, target) };
    },
    explain: (rows, { background, interactions } = {}) =>
      explainTrees(model.fitted, readRows(rows).table, {
        background: background && readRows(background).table,
        interactions,
      }),
  };
}
