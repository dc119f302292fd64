/** A registered model in this process: predictions for plain objects without a server, in microseconds. */
import { explainTrees, type TreeExplanation } from '../evaluate/explain/explain-trees.ts';
import { answersOf } from '../serve/answers.ts';
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
   * @throws ROW_INVALID for a column that a row lacks or that has the wrong type.
   */
  predict(rows: readonly Row[]): {
    readonly predictions: readonly (string | number)[];
    readonly probabilities?: readonly Readonly<Record<string, number>>[];
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
    predict: (rows) => answersOf(model.predict(readRows(rows).table), model.signature.target),
    explain: (rows, { background, interactions } = {}) =>
      explainTrees(model.fitted, readRows(rows).table, {
        background: background && readRows(background).table,
        interactions,
      }),
  };
}
