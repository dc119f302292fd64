/** Models behind columns that are made of several: their values belong to the inputs, not to the columns in between. */
import { expect, it } from 'vitest';
import '../../estimators/index.ts';
import { fitEstimator, predictWith } from '../../estimators/fit.ts';
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import { columnNames, tableOf, takeRows } from '../../table/table.ts';
import { explain } from './explain.ts';
import { explainedScores } from './explanation.ts';

const rng = createRng(4);
const [a, b, c] = [0, 1, 2].map(() => Array.from({ length: 300 }, () => rng.normal()));
const X = tableOf([numberColumn('a', a), numberColumn('b', b), numberColumn('c', c)]);
const [rows, background] = [takeRows(X, [1, 2, 3]), takeRows(X, [7, 8, 9, 10])];

const explained = (last: string, y: Float64Array) => {
  const steps = [{ name: 'interactions' }, { name: last }];
  const model = fitEstimator(
    { name: 'pipeline', params: { steps } },
    { X, y, task: 'regression', nClasses: 0 },
    { rng },
  );
  return { model, found: explain(model, rows, { background }) };
};

it.each(['ridge', 'decision_tree'])('%s is asked where columns are mixed', (last) => {
  const { model, found } = explained(
    last,
    Float64Array.from(a, (value, row) => value * b[row] + c[row]),
  );
  expect(found.method).toBe('exact');
  expect(found.inputs.names).toEqual(columnNames(X));
  const { values } = predictWith(model, rows);
  for (const [row, score] of explainedScores(found).entries()) expect(Math.abs(score - values[row])).toBeLessThan(1e-9);
});

it.each([
  ['ridge', 'linear'],
  ['decision_tree', 'tree'],
])('%s is read where none was found', (last, method) => {
  expect(
    explained(
      last,
      Float64Array.from(a, (value, row) => value - c[row]),
    ).found.method,
  ).toBe(method);
});
