/** Shapley values of a weighted mean of models as the weighted mean of their values, where all of them speak of the mean's own scale. */
import { type VotingState, voting } from '../../estimators/ensemble/voting.ts';
import type { FittedEstimator } from '../../estimators/estimator.ts';
import { predictWith } from '../../estimators/fit.ts';
import { columnNames, type Table, takeRows } from '../../table/table.ts';
import type { Contributions } from './contributions.ts';
import { explainLinear, isLinear } from './explain-linear.ts';
import { explainTrees } from './explain-trees.ts';
import { explainedScores, scaleOfScores } from './explanation.ts';
import { isTreeModel } from './tree-model.ts';

interface Values {
  readonly expected: Float64Array;
  readonly inputs: Contributions;
}

/**
 * Interventional values of a `voting` model by linearity of the Shapley value; undefined for another estimator, and where a member's
 * own values are of log-odds or another score than what is averaged.
 *
 * @param background 1 to 1,000 rows.
 */
export function explainEnsemble(fitted: FittedEstimator, X: Table, background: Table): Values | undefined {
  if (fitted.name !== voting.name) return undefined;
  const { members } = fitted.state as VotingState;
  const models = members.flatMap(({ weight, models }) =>
    models.map((model) => ({ model, weight: weight / models.length })),
  );
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  // One row shows whether the scales agree, before the work is done for all; the models of a member's folds speak alike.
  const first = takeRows(background, [0]);
  if (!members.every(({ models: [model] }) => isOfOwnScale(model, first, background))) return undefined;
  const names = columnNames(X);
  const placeOf = new Map(names.map((name, j) => [name, j]));
  let sum: { readonly expected: Float64Array; readonly values: Float64Array } | undefined;
  for (const { model, weight } of models) {
    const { expected, inputs } = valuesOf(model, X, background)!;
    sum ??= {
      expected: new Float64Array(expected.length),
      values: new Float64Array(expected.length * names.length * X.nRows),
    };
    for (let k = 0; k < expected.length; k++) {
      sum.expected[k] += (weight / total) * expected[k];
      for (const [i, name] of inputs.names.entries()) {
        const from = (k * inputs.names.length + i) * X.nRows;
        const to = (k * names.length + placeOf.get(name)!) * X.nRows;
        for (let row = 0; row < X.nRows; row++) sum.values[to + row] += (weight / total) * inputs.values[from + row];
      }
    }
  }
  return sum && { expected: sum.expected, inputs: { names, values: sum.values } };
}

function isOfOwnScale(model: FittedEstimator, row: Table, background: Table): boolean {
  const found = valuesOf(model, row, background);
  if (!found) return false;
  const sums = explainedScores({ nRows: 1, nOutputs: found.expected.length, ...found });
  const scale = scaleOfScores(sums, predictWith(model, row));
  return scale === 'value' || scale === 'probability';
}

function valuesOf(model: FittedEstimator, X: Table, background: Table): Values | undefined {
  if (isTreeModel(model)) return explainTrees(model, X, { background });
  if (isLinear(model)) return explainLinear(model, X, background);
  return explainEnsemble(model, X, background);
}
