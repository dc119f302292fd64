/** What a model relies on as data and as a page: bounded, the same each time, and readable without the pictures. */
import { describe, expect, it } from 'vitest';
import { encodeArtifact, openArtifact } from '../estimators/artifact.ts';
import { fitEstimator, predictWith } from '../estimators/fit.ts';
import { linearRecipe } from '../estimators/index.ts';
import { createRng } from '../math/philox.ts';
import { datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import { tableOf, takeRows } from '../table/table.ts';
import { relianceOf, rowsWithin } from './explain/reliance.ts';
import { renderExplanationPage } from './explanation-page.ts';
import type { ExplanationPage } from './explanation-page-data.ts';

const nRows = 90;
const size = { rows: 40, questions: 1_000 };
const rng = createRng(2);
const X = tableOf([
  numberColumn(
    'hours',
    Float64Array.from({ length: nRows }, (_, i) => (i % 9 === 0 ? Number.NaN : rng.normal())),
  ),
  stringColumn(
    'city <b>',
    Array.from({ length: nRows }, () => ['Bern', 'Graz'][rng.integer(2)]),
  ),
  datetimeColumn(
    'at',
    Float64Array.from({ length: nRows }, (_, i) => 1.7e12 + i * 1e9),
  ),
]);
const roles = [
  { name: 'hours', role: 'numeric' },
  { name: 'city <b>', role: 'categorical' },
  { name: 'at', role: 'datetime' },
] as const;

function modelOf(name: string, nClasses: number) {
  const task = nClasses > 2 ? 'multiclass' : nClasses === 2 ? 'binary' : 'regression';
  const y = Float64Array.from({ length: nRows }, (_, i) => (nClasses > 0 ? i % nClasses : i));
  const steps = [...linearRecipe(roles), { name, params: {} }];
  const fitted = fitEstimator({ name: 'pipeline', params: { steps } }, { X, y, task, nClasses }, { rng: createRng(1) });
  const rows = takeRows(X, [0, 1, 2, 3, 4, 5]);
  const inputs = X.columns.map(({ name: column, kind }) => ({ name: column, type: kind }));
  const classes = ['a', 'b', 'c'].slice(0, nClasses);
  const golden = { rows, predictions: predictWith(fitted, rows) };
  return openArtifact(
    encodeArtifact({ signature: { inputs, target: { name: 'y', task, classes } }, fitted, golden }),
    'it',
  );
}

describe.each([
  ['ridge', 0, 'linear', 'value', undefined],
  ['logistic', 2, 'linear', 'log_odds', 'b'],
  ['knn', 0, 'permutation', 'value', undefined],
  ['knn', 3, 'permutation', 'probability', expect.stringMatching(/^[abc]$/)],
] as const)('%s with %i classes', (name, nClasses, method, scale, of) => {
  const model = modelOf(name, nClasses);
  const reliance = relianceOf(model, X, 7, size)!;

  it('is gathered from a bounded sample, the same each time', () => {
    expect([reliance.method, reliance.scale, reliance.of]).toEqual([method, scale, of]);
    expect(reliance.rows).toBe(40);
    expect(reliance.permutations).toBe(method === 'permutation' ? 1 : undefined);
    expect(reliance.importance.map(({ column }) => column).toSorted()).toEqual(['at', 'city <b>', 'hours']);
    expect(reliance.importance.map(({ value }) => value)).toEqual(
      reliance.importance.map(({ value }) => value).toSorted((a, b) => b - a),
    );
    for (const { column, points } of reliance.swarms) {
      const isText = column === 'city <b>';
      for (const { level } of points) expect(level === null || (!isText && level >= 0 && level <= 1)).toBe(true);
    }
    expect(relianceOf(model, X, 7, size)).toEqual(reliance);
  });

  it('is drawn with names, descriptions and no text of the data as markup', async () => {
    const page: ExplanationPage = {
      model: { name: 'it', version: 1 },
      source: 'rows.csv',
      seed: 7,
      reliance,
      metric: 'rmse',
      permutation: [{ feature: 'hours', value: 0.2, ci: [0.1, 0.3], pValue: 0.01 }],
      curves: [
        {
          column: 'hours',
          kind: 'number',
          mean: [
            { x: 0, y: 1 },
            { x: 1, y: 2 },
          ],
          accumulated: [
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ],
        },
        { column: 'city <b>', kind: 'named', groups: [{ name: 'Bern', mean: 3 }] },
      ],
      interactions: [{ columns: ['hours', 'city <b>'], h: 0.4321, strength: 0.07 }],
      rows: [
        {
          row: 4,
          prediction: '5',
          base: 1,
          parts: Array.from({ length: 12 }, (_, i) => ({
            column: `c${i}`,
            value: i === 0 ? null : i,
            contribution: i % 2 ? 1 : -0.5,
          })),
        },
      ],
      surrogate: {
        r2: 0.5,
        agreement: null,
        rows: 30,
        isClasses: false,
        rules: [{ conditions: [], share: 1, value: '3' }],
      },
    };
    const html = await renderExplanationPage(page);
    expect(await renderExplanationPage(page)).toBe(html);
    expect(html).not.toMatch(/<b>|NaN|undefined|Infinity/);
    const pictures = html.match(/<svg [^>]*role="img" aria-label="[^"]{10,}"/g) ?? [];
    expect(pictures.length).toBe(2 + reliance.dependence.length + 3);
    for (const text of ['What the model relies on', 'c0 = missing', '4 other columns', 'everywhere', '50.0 %', '0.432'])
      expect(html).toContain(text);
  });
});

it('says nothing of a table without rows', () => {
  expect(relianceOf(modelOf('ridge', 0), takeRows(X, []), 7, size)).toBeUndefined();
});

describe('in a time', () => {
  it('a model is not explained when one row takes longer', () => {
    expect(relianceOf(modelOf('ridge', 0), X, 7, { ...size, withinMs: 0 })).toBeUndefined();
    expect(relianceOf(modelOf('ridge', 0), X, 7, { ...size, withinMs: 60_000 })?.rows).toBe(40);
  });

  it('fewer rows are explained, by what a further one takes besides what is done before the first', () => {
    // 50 ms before the first row, 10 ms for each: 60 for one, 90 for four.
    expect(rowsWithin(700, { most: 60, oneMs: 60, timedMs: 90 })).toBe(50);
    expect(rowsWithin(7000, { most: 60, oneMs: 60, timedMs: 90 })).toBe(60);
    expect(rowsWithin(100, { most: 60, oneMs: 60, timedMs: 90 })).toBe(10);
    expect(rowsWithin(100, { most: 60, oneMs: 60, timedMs: 50 })).toBe(10);
    expect(rowsWithin(200, { most: 60, oneMs: 60, timedMs: 50 })).toBe(60);
  });
});
