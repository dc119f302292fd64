/** Shapley values of linear models in the scale of the link: coefficient times distance from the background's mean. */
import { checkColumns, selectFeatures } from '../../estimators/check-input.ts';
import type { FittedEstimator } from '../../estimators/estimator.ts';
import { elasticNet } from '../../estimators/linear/elastic-net.ts';
import type { LinearState } from '../../estimators/linear/linear-model.ts';
import { logistic } from '../../estimators/linear/logistic.ts';
import { ridge } from '../../estimators/linear/ridge.ts';
import { inputBehind, mixesColumns, type PipelineState, throughTransformers } from '../../estimators/pipeline.ts';
import { findEstimator } from '../../estimators/registry.ts';
import { mean } from '../../math/reduce.ts';
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { checkBackground } from './coalition-game.ts';
import { type Contributions, sumByOrigin } from './contributions.ts';

const linearNames: ReadonlySet<string> = new Set([ridge.name, elasticNet.name, logistic.name]);

/** True for a linear model, also at the end of a pipeline whose columns come from one column each. */
export function isLinear(fitted: FittedEstimator): boolean {
  if (fitted.name !== 'pipeline') return linearNames.has(fitted.name);
  const { steps } = fitted.state as PipelineState;
  return isLinear(steps[steps.length - 1]) && !mixesColumns(steps);
}

/**
 * Interventional values of a model that `isLinear` (Lundberg and Lee 2017, linear SHAP): exact, since what a column adds does not
 * depend on the others.
 *
 * @param background 1 to 1,000 rows.
 * @returns nOutputs scores of the background's mean, and the values by column of the input.
 */
export function explainLinear(
  fitted: FittedEstimator,
  X: Table,
  background: Table,
): { readonly expected: Float64Array; readonly inputs: Contributions } {
  checkBackground(background);
  const steps = fitted.name === 'pipeline' ? (fitted.state as PipelineState).steps : [fitted];
  const last = steps[steps.length - 1];
  if (last.name === 'pipeline') {
    const inner = explainLinear(last, throughTransformers(steps, X), throughTransformers(steps, background));
    return { ...inner, inputs: toInputs(inner.inputs, steps, inner.expected.length, X.nRows) };
  }
  const { features, coefficients, intercepts } = last.state as LinearState;
  const columns = columnsFor(last.name, features, throughTransformers(steps, X));
  const usual = columnsFor(last.name, features, throughTransformers(steps, background)).map((values) => mean(values));
  const [nOutputs, n, { nRows }] = [intercepts.length, features.length, X];
  const expected = Float64Array.from(intercepts);
  const values = new Float64Array(nOutputs * n * nRows);
  for (let k = 0; k < nOutputs; k++) {
    for (let j = 0; j < n; j++) {
      const coefficient = coefficients[k * n + j];
      if (coefficient === 0) continue;
      expected[k] += coefficient * usual[j];
      const at = (k * n + j) * nRows;
      for (let row = 0; row < nRows; row++) values[at + row] = coefficient * (columns[j][row] - usual[j]);
    }
  }
  return { expected, inputs: toInputs({ names: features, values }, steps, nOutputs, nRows) };
}

function toInputs(found: Contributions, steps: PipelineState['steps'], nOutputs: number, nRows: number): Contributions {
  return sumByOrigin(
    found,
    found.names.map((name) => inputBehind(steps, name)),
    nOutputs,
    nRows,
  );
}

function columnsFor(name: string, features: readonly string[], X: Table): Float64Array[] {
  const selected = selectFeatures(X, features, name);
  checkColumns(findEstimator(name), selected);
  return selected.columns.map((column) => (column as NumberColumn).values);
}
