import { describe, expect, it } from 'vitest';
import { poolInThread } from '../../tests/train/pool-in-thread.ts';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import { datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import { type Table, tableOf } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import type { FoldTask } from './fold-task.ts';
import { type Judged, judgeByOuterFolds } from './judge.ts';
import { planOf } from './plan.ts';
import { prepare } from './prepare.ts';
import type { TrainRequest } from './request.ts';

const request: TrainRequest = {
  plan: { source: 'made.csv', format: 'csv', files: [], columns: [], derive: [], options: {}, rows: 0 },
  target: 'y',
  name: 'made',
  idColumns: [],
  exclude: [],
  keep: [],
  allow: [],
  preset: 'balanced',
  budgetMs: 0,
  seed: 7,
  threads: 1,
};

interface Made {
  readonly rows: number;
  /** Rows that stand for one and the same record, one below the other. */
  readonly copies?: number;
  /** How much x says about y: 0 nothing. */
  readonly signal?: number;
}

/** A number for each record, which a model can learn by heart, and an outcome. */
function made({ rows, copies = 1, signal = 0 }: Made): Table {
  const rng = createRng(3).split('made');
  const records = Array.from({ length: rows / copies }, () => ({
    x: rng.normal(),
    luck: rng.normal(),
    g: rng.integer(12),
  }));
  const all = Array.from({ length: rows }, (_, row) => records[Math.floor(row / copies)]);
  return tableOf([
    numberColumn(
      'x',
      all.map(({ x }) => x),
    ),
    stringColumn(
      'g',
      all.map(({ g }) => `g${g}`),
    ),
    datetimeColumn(
      'day',
      all.map((_, row) => 86_400_000 * Math.floor(row / 10)),
    ),
    stringColumn(
      'y',
      all.map(({ x, luck }) => (signal * x + luck > 0 ? 'yes' : 'no')),
    ),
  ]);
}

/** Judges with a preset whose choice is fitted once, so that the pool sees every fit. */
async function judge(
  table: Table,
  asked: Partial<TrainRequest> = {},
  times: { readonly deadlineMs?: number; readonly firstByMs?: number } = {},
) {
  const wanted: TrainRequest = { ...request, exclude: ['day'], preset: 'fast', ...asked };
  const prepared = prepare(table, wanted);
  const everyRow = Int32Array.from({ length: prepared.table.nRows }, (_, row) => row);
  const pool = poolInThread();
  const { task, classes, values } = prepared.target;
  const judged = await judgeByOuterFolds(pool, {
    prepared,
    data: { X: prepared.table, y: values, task, nClasses: classes.length },
    metric: metricByName('roc_auc'),
    seed: 7,
    plan: planOf(prepared, everyRow, wanted),
    limits: { maxBytes: 1e9, maxLatencyUs: 1e9, maxFitMs: 1e9 },
    settings: {},
    deadlineMs: Number.POSITIVE_INFINITY,
    candidates: 2,
    repeats: 2,
    outerFolds: 4,
    innerFolds: 3,
    onProgress: () => {},
    ...times,
  });
  return { prepared, judged, tasks: pool.tasks };
}

const auc = (predictions: Predictions, { yTrue }: Judged) =>
  metricByName('roc_auc').compute({ yTrue, predictions, nClasses: 2 });

/** The fits of each outer fold: those that chose, then the one that is judged. */
function outerFits(tasks: readonly FoldTask[]): { judged: FoldTask; chose: FoldTask[] }[] {
  const found: { judged: FoldTask; chose: FoldTask[] }[] = [];
  let chose: FoldTask[] = [];
  for (const task of tasks) {
    if (/^outer\/\d+\/\d+$/.test(task.stream)) {
      found.push({ judged: task, chose });
      chose = [];
    } else if (task.stream.startsWith('member-')) chose.push(task);
  }
  return found;
}

describe('judgeByOuterFolds', () => {
  it('judges every row once a repeat, by a model chosen and fitted without it', async () => {
    const { judged, tasks } = await judge(made({ rows: 120, signal: 2 }));
    expect(judged.rows).toEqual(Int32Array.from({ length: 120 }, (_, row) => row));
    const fits = outerFits(tasks);
    expect(fits).toHaveLength(8);
    for (const { judged: fit, chose } of fits) {
      expect(fit).toMatchObject({ watchValid: false, wantModel: false });
      const learned = new Set(fit.train);
      expect([...fit.valid].filter((row) => learned.has(row))).toEqual([]);
      // Two candidates on three folds, all within the rows that the judged fit learns from.
      expect(chose).toHaveLength(6);
      for (const { train, valid } of chose) {
        expect([...train, ...valid].filter((row) => !learned.has(row))).toEqual([]);
        expect([...valid].filter((row) => train.includes(row))).toEqual([]);
      }
    }
    for (const repeat of [fits.slice(0, 4), fits.slice(4)]) {
      const rows = repeat.flatMap(({ judged: fit }) => [...fit.valid]).sort((a, b) => a - b);
      expect(rows).toEqual([...judged.rows]);
    }
    expect(fits[0].judged.valid).not.toEqual(fits[4].judged.valid);
  });

  it('waits for a first candidate of each fold as long as it may, and else judges the baseline', async () => {
    const table = made({ rows: 120, signal: 50 });
    const { judged: waited } = await judge(table, {}, { deadlineMs: 0, firstByMs: Number.POSITIVE_INFINITY });
    expect(auc(waited.model[0], waited)).toBeGreaterThan(0.9);
    const { judged: hurried } = await judge(table, {}, { deadlineMs: 0 });
    expect(hurried.model[0].values).toEqual(hurried.baseline[0].values);
  });

  it('gives the predictions in the order of rows, with the truth beside them', async () => {
    const { judged, prepared, tasks } = await judge(made({ rows: 120, signal: 50 }));
    expect(judged.yTrue).toEqual(prepared.target.values);
    for (const predictions of judged.model) {
      expect(auc(predictions, judged)).toBeGreaterThan(0.99);
      expect(predictions.values).toEqual(predictions.probabilities![1].map((share) => Number(share > 0.5)));
    }
    for (const { values } of judged.baseline) expect(new Set(values).size).toBeLessThanOrEqual(2);
    expect(judged.model).toHaveLength(2);
    expect(tasks.filter(({ stream }) => stream.endsWith('/baseline'))).toHaveLength(8);
  });

  it('finds nothing where outcomes are luck, also where every record stands there four times', async () => {
    for (const copies of [1, 4]) {
      const { judged } = await judge(made({ rows: 400, copies }));
      for (const predictions of judged.model) expect(Math.abs(auc(predictions, judged) - 0.5)).toBeLessThan(0.12);
    }
  });

  it('keeps each group on one side of every fit', async () => {
    const { prepared, tasks } = await judge(made({ rows: 240 }), { groupColumn: 'g' });
    const groups = (rows: Int32Array) => new Set(Array.from(rows, (row) => prepared.groups![row]));
    for (const { train, valid } of tasks) {
      const learned = groups(train);
      expect([...groups(valid)].filter((group) => learned.has(group))).toEqual([]);
    }
  });

  it('learns strictly from the past where time is given, and leaves out what has none', async () => {
    const { prepared, judged, tasks } = await judge(made({ rows: 240 }), { timeColumn: 'day', exclude: [] });
    const times = prepared.times!;
    for (const { train, valid } of tasks) {
      const latest = train.reduce((most, row) => Math.max(most, times[row]), Number.NEGATIVE_INFINITY);
      for (const row of valid) expect(times[row]).toBeGreaterThan(latest);
    }
    expect(judged.rows[0]).toBeGreaterThan(0);
    expect(judged.yTrue).toHaveLength(judged.rows.length);
    expect(judged.model[0].values).toHaveLength(judged.rows.length);
    expect(judged.yTrue).toEqual(Float64Array.from(judged.rows, (row) => prepared.target.values[row]));
  });

  it('judges bagged models by what their folds learned, without another fit', async () => {
    const { judged, tasks } = await judge(made({ rows: 120, signal: 50 }), { preset: 'balanced' });
    for (const predictions of judged.model) expect(auc(predictions, judged)).toBeGreaterThan(0.99);
    // Eight outer folds: two candidates on three folds each, and the baseline.
    expect(tasks).toHaveLength(8 * 7);
  });

  it('follows the seed', async () => {
    const table = made({ rows: 120, signal: 1 });
    const [one, again] = [await judge(table), await judge(table)];
    expect(again.judged).toEqual(one.judged);
  });
});
