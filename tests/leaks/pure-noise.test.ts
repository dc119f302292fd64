/** Choosing and encoding happen inside the folds by construction: on pure noise the judged score is chance, where a leak would show 0.9. */
import { beforeAll, expect, it } from 'vitest';
import { distributionsReady } from '../../src/math/distributions.ts';
import { createRng } from '../../src/math/philox.ts';
import { metricByName } from '../../src/metrics/index.ts';
import { numberColumn, stringColumn } from '../../src/table/build.ts';
import { columnOf, select, type Table, tableOf } from '../../src/table/table.ts';
import { judgeByOuterFolds } from '../../src/train/judge.ts';
import { planOf } from '../../src/train/plan.ts';
import { prepare } from '../../src/train/prepare.ts';
import type { TrainRequest } from '../../src/train/request.ts';
import { poolInThread } from '../train/pool-in-thread.ts';

const nRows = 50;
const nColumns = 10_000;

const request: TrainRequest = {
  plan: { source: 'noise.csv', format: 'csv', files: [], columns: [], derive: [], options: {}, rows: 0 },
  target: 'y',
  name: 'noise',
  idColumns: [],
  exclude: [],
  keep: [],
  allow: [],
  preset: 'balanced',
  budgetMs: 0,
  seed: 7,
  threads: 1,
};

/** Numbers, a category with hardly two rows per value, and a coin. */
function noise(seed: number): Table {
  const rng = createRng(seed);
  const rows = Array.from({ length: nRows }, (_, row) => row);
  return tableOf([
    ...Array.from({ length: nColumns }, (_, i) =>
      numberColumn(
        `x${i}`,
        rows.map(() => rng.normal()),
      ),
    ),
    stringColumn(
      'place',
      rows.map(() => `p${rng.integer(25)}`),
    ),
    stringColumn(
      'y',
      rows.map((row) => (row % 2 === 0 ? 'yes' : 'no')),
    ),
  ]);
}

/** The AUC that the outer cross-validation of a training reports. */
async function judgedAuc(table: Table): Promise<number> {
  const prepared = prepare(table, request);
  const names = prepared.features.map(({ name }) => name);
  const metric = metricByName('roc_auc');
  const data = { X: select(prepared.table, names), y: prepared.target.values, task: 'binary', nClasses: 2 } as const;
  const plan = planOf(
    prepared,
    Int32Array.from({ length: nRows }, (_, row) => row),
    request,
  );
  const { yTrue, model } = await judgeByOuterFolds(poolInThread(), {
    prepared,
    data,
    metric,
    seed: 7,
    plan,
    limits: { maxBytes: 1e9, maxLatencyUs: 1e9, maxFitMs: 1e9 },
    settings: {},
    candidates: 2,
    deadlineMs: Number.POSITIVE_INFINITY,
    repeats: 1,
    outerFolds: 5,
    innerFolds: 2,
    onProgress: () => {},
  });
  return metric.compute({ yTrue, predictions: model[0], nClasses: 2 });
}

/** The columns most correlated with the target over all rows: what must never be done before a split. */
function bestOfAllRows(table: Table, count: number): Table {
  const sign = (row: number) => (row % 2 === 0 ? 1 : -1);
  const scored = table.columns.flatMap((column) =>
    column.kind === 'number'
      ? [{ name: column.name, score: Math.abs(column.values.reduce((sum, value, row) => sum + value * sign(row), 0)) }]
      : [],
  );
  const best = scored.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1)).slice(0, count);
  return tableOf([
    ...select(
      table,
      best.map(({ name }) => name),
    ).columns,
    columnOf(table, 'y'),
  ]);
}

beforeAll(distributionsReady);

/** Standard error of the AUC of a coin, with as many rows of each class (Mann and Whitney 1947). */
const standardError = Math.sqrt((nRows + 1) / (12 * (nRows / 2) * (nRows / 2)));

it('10,000 columns of noise and 50 rows are judged as chance', async () => {
  const table = noise(1);
  expect(Math.abs((await judgedAuc(table)) - 0.5)).toBeLessThan(3 * standardError);
  expect(await judgedAuc(bestOfAllRows(table, 20))).toBeGreaterThan(0.85);
}, 300_000);
