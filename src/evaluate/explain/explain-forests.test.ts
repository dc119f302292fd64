/** Explanations of trees and forests: values add up to what they predict. */
import { describe, expect, it } from 'vitest';
import { fitEstimator, predictWith } from '../../estimators/fit.ts';
import '../../estimators/index.ts';
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import { explainTrees } from './explain-trees.ts';

const nRows = 400;
const rng = createRng(8);
const normals = () => Float64Array.from({ length: nRows }, () => rng.normal());
const [a, b] = [normals(), normals()];
const codes = Float64Array.from({ length: nRows }, () => rng.integer(9));
const X = tableOf([
  numberColumn(
    'a',
    a.map((value) => (value > 1.5 ? Number.NaN : value)),
  ),
  { ...numberColumn('code', codes), cardinality: 9 },
  numberColumn('b', b),
]);
const y = a.map((value, row) => value * b[row] + (codes[row] % 3));
const inputs = {
  regression: { X, y, task: 'regression', nClasses: 0 },
  binary: { X, y: y.map((value) => Number(value > 1)), task: 'binary', nClasses: 2 },
  multiclass: { X, y: codes.map((code) => code % 4), task: 'multiclass', nClasses: 4 },
} as const;

describe.each(['decision_tree', 'random_forest', 'extra_trees'])('%s', (name) => {
  it.each(['regression', 'binary', 'multiclass'] as const)('%s', (task) => {
    const params = { minSamplesLeaf: 3, ...(name !== 'decision_tree' && { nEstimators: 7 }) };
    const fitted = fitEstimator({ name, params }, inputs[task], { rng: createRng(1) });
    const { values, probabilities } = predictWith(fitted, X);
    const scores = task === 'regression' ? [values] : task === 'binary' ? [probabilities![1]] : probabilities!;
    for (const options of [{}, { background: X }]) {
      const { expected, nOutputs, features } = explainTrees(fitted, X, options);
      expect(nOutputs).toBe(scores.length);
      for (const [k, ofOutput] of scores.entries()) {
        for (let row = 0; row < nRows; row++) {
          let total = expected[k];
          for (let j = 0; j < 3; j++) total += features.values[(k * 3 + j) * nRows + row];
          expect(Math.abs(total - ofOutput[row])).toBeLessThan(1e-9);
        }
      }
    }
  });
});
