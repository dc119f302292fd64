/** Partial dependence, accumulated effects and the ridge of local models against references; tests/reference/explain/make_effects.py. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf } from '../../table/table.ts';
import { accumulatedEffects } from './accumulated-effects.ts';
import { weightedRidge } from './local-model.ts';
import { partialDependence } from './partial-dependence.ts';

interface Fixture {
  readonly X: readonly (readonly number[])[];
  readonly dependence: {
    readonly at: readonly number[];
    readonly mean: readonly number[];
    /** By row and value. */
    readonly individual: readonly (readonly number[])[];
  };
  readonly accumulated: readonly {
    readonly at: readonly number[];
    readonly effects: readonly number[];
    readonly counts: readonly number[];
  }[];
  readonly ridge: {
    readonly alike: readonly (readonly number[])[];
    readonly score: readonly number[];
    readonly weights: readonly number[];
    readonly effects: readonly number[];
    readonly intercept: number;
    readonly fidelity: number;
  };
}

const file = new URL('../../../tests/reference/explain/effects.json', import.meta.url);
const fixture: Fixture = JSON.parse(readFileSync(file, 'utf8'));
const names = ['a', 'b', 'c'];
const X = tableOf(
  names.map((name, j) =>
    numberColumn(
      name,
      fixture.X.map((row) => row[j]),
    ),
  ),
);
function predict(table: Table) {
  const [a, b, c] = table.columns.map((column) => (column as NumberColumn).values);
  return { values: a.map((_, i) => a[i] * b[i] + c[i] * a[i] - b[i] * b[i] * b[i]) };
}
const close = (found: ArrayLike<number>, wanted: readonly number[]) => {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, 11);
  });
};

it("has scikit-learn's partial dependence and single curves", () => {
  const found = partialDependence({ predict, X, column: 'c' });
  expect(found.at).toEqual(fixture.dependence.at);
  close(found.mean[0], fixture.dependence.mean);
  fixture.dependence.individual.forEach((ofRow, row) => {
    close(
      found.individual[0].map((scores) => scores[row]),
      ofRow,
    );
  });
});

describe.each([
  ['a', 8],
  ['b', 5],
  ['c', 6],
] as const)('column %s', (column, points) => {
  it('has the accumulated effects of the formula', () => {
    const found = accumulatedEffects({ predict, X, column, points });
    const wanted = fixture.accumulated[names.indexOf(column)];
    close(found.at, wanted.at);
    close(found.effects[0], wanted.effects);
    expect([...found.counts]).toEqual(wanted.counts);
  });
});

it("fits scikit-learn's weighted ridge", () => {
  const { alike, score, weights, effects, intercept, fidelity } = fixture.ridge;
  const columns = names.map((_, j) => alike.map((row) => row[j]));
  const found = weightedRidge(columns, score, Float64Array.from(weights), 1.5);
  close(found.effects, effects);
  expect(found.intercept).toBeCloseTo(intercept, 11);
  expect(found.fidelity).toBeCloseTo(fidelity, 11);
});
