/** Explanations of any model and of linear ones against shap's; tests/reference/explain/make_any_model.py makes the fixture. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FittedEstimator } from '../../estimators/estimator.ts';
import '../../estimators/index.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf } from '../../table/table.ts';
import { explain } from './explain.ts';
import { explainSampled, type Sampling } from './explain-sampled.ts';
import type { Explanation } from './explanation.ts';

interface Linear {
  readonly coefficients: readonly number[];
  readonly intercept: number;
  readonly expected: number;
  /** By row and column. */
  readonly values: readonly (readonly number[])[];
}
interface Fixture {
  readonly background: readonly (readonly number[])[];
  readonly rows: readonly (readonly number[])[];
  readonly expected: readonly number[];
  /** By row, column and output. */
  readonly kernel: readonly (readonly (readonly number[])[])[];
  readonly exact: readonly (readonly (readonly number[])[])[];
  /** Of the second output, by row and column. */
  readonly permutation: readonly (readonly number[])[];
  readonly linear: Readonly<Record<'ridge' | 'logistic', Linear>>;
}

const file = new URL('../../../tests/reference/explain/any-model.json', import.meta.url);
const fixture: Fixture = JSON.parse(readFileSync(file, 'utf8'));
const names = ['a', 'b', 'c', 'd', 'e'];
const tableFor = (rows: readonly (readonly number[])[]) =>
  tableOf(
    names.map((name, j) =>
      numberColumn(
        name,
        rows.map((row) => row[j]),
      ),
    ),
  );
const [X, background] = [tableFor(fixture.rows), tableFor(fixture.background)];

/** The function `two` of the script. */
function two(table: Table): Float64Array[] {
  const [a, b, c, d, e] = table.columns.map((column) => (column as NumberColumn).values);
  return [
    a.map((_, i) => a[i] * b[i] * c[i] - d[i] * d[i] * a[i] + Math.max(e[i], b[i])),
    a.map((_, i) => a[i] * b[i] + 2 * c[i] * d[i] - e[i]),
  ];
}

const sampling: Sampling = { method: 'exact', maxCoalitions: 512, seed: 1 };
const valueAt = ({ inputs, nRows }: Omit<Explanation, 'method' | 'scale'>, row: number, j: number, k: number) =>
  inputs.values[(k * inputs.names.length + j) * nRows + row];

describe('a function of five columns with two outputs', () => {
  it.each([
    ['exact', 'exact'],
    ['kernel', 'kernel'],
  ] as const)("has shap's values by %s", (method, key) => {
    const found = explainSampled(two, X, background, { ...sampling, method });
    fixture[key].forEach((ofRow, row) => {
      ofRow.forEach((ofColumn, j) => {
        ofColumn.forEach((wanted, k) => {
          expect(valueAt(found, row, j, k)).toBeCloseTo(wanted, 10);
        });
      });
    });
    fixture.expected.forEach((wanted, k) => {
      expect(found.expected[k]).toBeCloseTo(wanted, 12);
    });
  });

  it('has them after a single order where no more than two columns act together', () => {
    const found = explainSampled(two, X, background, { ...sampling, method: 'permutation', maxCoalitions: 8 });
    expect(found.permutations).toBe(1);
    fixture.permutation.forEach((ofRow, row) => {
      ofRow.forEach((wanted, j) => {
        expect(valueAt(found, row, j, 1)).toBeCloseTo(wanted, 10);
      });
    });
  });

  it('comes near them with many orders or drawn coalitions', () => {
    for (const [method, maxCoalitions, tolerance] of [
      ['permutation', 8000, 0.05],
      ['kernel', 24, 0.6],
    ] as const) {
      const found = explainSampled(two, X, background, { ...sampling, method, maxCoalitions });
      fixture.exact.forEach((ofRow, row) => {
        ofRow.forEach((ofColumn, j) => {
          expect(Math.abs(valueAt(found, row, j, 0) - ofColumn[0])).toBeLessThan(tolerance);
        });
      });
    }
  });
});

describe.each(['ridge', 'logistic'] as const)('%s', (name) => {
  const { coefficients, intercept, expected, values } = fixture.linear[name];
  const fitted: FittedEstimator = {
    name,
    version: 1,
    params: {},
    state: {
      features: names,
      coefficients: Float64Array.from(coefficients),
      intercepts: Float64Array.of(intercept),
      scales: new Float64Array(names.length).fill(1),
    },
  };

  it("has shap's linear values", () => {
    const found = explain(fitted, X, { background });
    expect([found.method, found.scale]).toEqual(['linear', name === 'ridge' ? 'value' : 'log_odds']);
    expect(found.expected[0]).toBeCloseTo(expected, 10);
    values.forEach((ofRow, row) => {
      ofRow.forEach((wanted, j) => {
        expect(valueAt(found, row, j, 0)).toBeCloseTo(wanted, 10);
      });
    });
  });
});
