/** Explanations of LightGBM models against LightGBM's and shap's own; tests/reference/explain/make_trees.py makes the fixture. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Forest } from '../../estimators/tree/forest.ts';
import { explainForest, explainForestAgainst } from './explain-forest.ts';
import { interactForest } from './interact-forest.ts';

type Lists = { readonly [Name in keyof Forest]: readonly number[] };
type Columns = readonly (readonly (number | null)[])[];
interface Fixture {
  readonly multiclass: {
    readonly forest: Lists;
    readonly columns: Columns;
    readonly raw: readonly (readonly number[])[];
    /** By row, class and column; the expected score goes last. */
    readonly contributions: readonly (readonly (readonly number[])[])[];
  };
  readonly binary: {
    readonly forest: Lists;
    readonly columns: Columns;
    readonly background: Columns;
    /** By row and column; the expected score goes last. */
    readonly contributions: readonly (readonly number[])[];
    /** By row and two columns. */
    readonly interactions: readonly (readonly (readonly number[])[])[];
    readonly interventional: readonly (readonly number[])[];
    readonly interventional_exact: readonly (readonly number[])[];
    readonly interventional_expected: number;
  };
}

const file = new URL('../../../tests/reference/explain/trees.json', import.meta.url);
const { multiclass, binary }: Fixture = JSON.parse(readFileSync(file, 'utf8'));

const forestOf = (lists: Lists): Forest => ({
  roots: Int32Array.from(lists.roots),
  kinds: Uint8Array.from(lists.kinds),
  features: Int32Array.from(lists.features),
  values: Float64Array.from(lists.values),
  lefts: Int32Array.from(lists.lefts),
  covers: Int32Array.from(lists.covers),
  categories: Uint32Array.from(lists.categories),
});
const columnsOf = (columns: Columns) =>
  columns.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN));
/** Relative to the larger of 1 and the number. */
const close = (actual: number, wanted: number, tolerance = 1e-9) =>
  expect(Math.abs(actual - wanted)).toBeLessThan(tolerance * Math.max(1, Math.abs(wanted)));

describe('three classes with categories and missing values', () => {
  const columns = columnsOf(multiclass.columns);
  const nRows = columns[0].length;
  const n = columns.length;
  const { expected, values } = explainForest(
    { forest: forestOf(multiclass.forest), baseline: new Float64Array(3) },
    columns,
    nRows,
  );

  it("have LightGBM's pred_contrib", () => {
    for (const [i, classes] of multiclass.contributions.entries()) {
      for (const [k, wanted] of classes.entries()) {
        close(expected[k], wanted[n]);
        for (let j = 0; j < n; j++) close(values[(k * n + j) * nRows + i], wanted[j], 1e-12);
      }
    }
  });

  it("sum to LightGBM's raw scores", () => {
    for (const [i, scores] of multiclass.raw.entries()) {
      for (const [k, score] of scores.entries()) {
        let sum = expected[k];
        for (let j = 0; j < n; j++) sum += values[(k * n + j) * nRows + i];
        close(sum, score, 1e-12);
      }
    }
  });
});

describe('two classes with missing values', () => {
  const scores = { forest: forestOf(binary.forest), baseline: Float64Array.of(0) };
  const columns = columnsOf(binary.columns);
  const nRows = columns[0].length;
  const n = columns.length;

  it("have LightGBM's pred_contrib and shap's interactions", () => {
    const { expected, values, interactions } = interactForest(scores, columns, nRows);
    for (let i = 0; i < nRows; i++) {
      close(expected[0], binary.contributions[i][n]);
      for (let a = 0; a < n; a++) {
        close(values[a * nRows + i], binary.contributions[i][a]);
        for (let b = 0; b < n; b++) close(interactions[(a * n + b) * nRows + i], binary.interactions[i][a][b]);
      }
    }
  });

  it("have shap's values against a background, up to its 32-bit weights, and the exact ones", () => {
    const background = columnsOf(binary.background);
    const { expected, values } = explainForestAgainst(scores, columns, nRows, background, background[0].length);
    close(expected[0], binary.interventional_expected);
    for (let i = 0; i < nRows; i++) {
      for (let j = 0; j < n; j++) {
        close(values[j * nRows + i], binary.interventional[i][j], 1e-6);
        close(values[j * nRows + i], binary.interventional_exact[i][j]);
      }
    }
  });
});
