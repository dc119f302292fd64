/** What more data is worth, as a training tells it: within its time, never at its cost, and else by which command. */
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { metricByName } from '../../metrics/index.ts';
import { numberColumn, stringColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import type { FoldPool } from '../fold-pool.ts';
import type { FoldResult, FoldTask } from '../fold-task.ts';
import { prepare } from '../prepare.ts';
import { type CurveSettings, curveCommand } from './curve-command.ts';
import { dataValue } from './data-value.ts';

const request: CurveSettings & { readonly seed: number; readonly budgetMs: number } = {
  plan: { source: 'my shop.csv', derive: [] },
  target: 'price',
  idColumns: [],
  exclude: [],
  allow: [],
  seed: 7,
  budgetMs: Number.MAX_SAFE_INTEGER,
};

/** A pool without threads whose score at a size is a power law with a little scatter by the rows. */
function lawPool(
  answer: (task: FoldTask) => number = ({ train, valid }) => 2 + 8 / Math.sqrt(train.length) + 1e-3 * (valid[0] % 7),
) {
  const tasks: FoldTask[] = [];
  const pool: FoldPool = {
    threads: 2,
    async run(task): Promise<FoldResult> {
      tasks.push(task);
      return { score: answer(task), fitMs: 1, predictions: { values: new Float64Array(task.valid.length) } };
    },
    async close() {},
  };
  return { pool, tasks };
}

function job(nRows: number, more: { fitMs?: number; elapsedMs?: number; budgetMs?: number; rounds?: number } = {}) {
  const { fitMs = 100, elapsedMs = 600_000, budgetMs = request.budgetMs, rounds } = more;
  const rows = Int32Array.from({ length: nRows }, (_, row) => row);
  const table = tableOf([
    numberColumn('x', Array.from(rows)),
    numberColumn(
      'price',
      Array.from(rows, (row) => (row * 37) % 101),
    ),
    stringColumn(
      'town',
      Array.from(rows, (row) => `t${row % 5}`),
    ),
  ]);
  const prepared = prepare(table, { ...request, keep: [] });
  const halves = [rows.filter((row) => row % 2 === 0), rows.filter((row) => row % 2 === 1)];
  return {
    request: { ...request, budgetMs },
    prepared,
    data: { X: table, y: prepared.target.values, task: 'regression' as const, nClasses: 0 },
    rows: rows.filter((row) => row % 5 !== 0),
    members: [
      { candidate: { name: 'slow', spec: { name: 'mlp', params: {} }, score: 1, rounds, fitMs: 1000 * fitMs } },
      { candidate: { name: 'quick', spec: { name: 'ridge', params: {} }, score: 3, rounds, fitMs } },
    ],
    folds: [
      { train: halves[0], valid: halves[1] },
      { train: halves[1], valid: halves[0] },
    ],
    metric: metricByName('rmse'),
    startedMs: monotonicMs() - elapsedMs,
    onProgress() {},
  };
}

describe('what more data is worth', () => {
  it('is the command, without an order of rows made, when the pages will take what is left', async () => {
    const { pool, tasks } = lawPool();
    const late = { ...job(1000, { elapsedMs: 1000, budgetMs: 60_000 }), pagesMs: 60_000 };
    expect(await dataValue(pool, late)).toEqual({ command: curveCommand(late.request) });
    expect(await dataValue(pool, { ...late, rows: late.rows.slice(0, 100) })).toBeUndefined();
    expect(tasks).toHaveLength(0);
  });

  it('is the law of the best member that there is time for, at the largest sizes', async () => {
    const { pool, tasks } = lawPool();
    const found = await dataValue(pool, job(1000));
    const { curve, command } = found!;
    expect(command).toBe("modelwright learning-curve 'my shop.csv' --target price");
    expect(curve).toMatchObject({ estimator: 'quick', repeats: 3, verdict: 'more_data_helps' });
    expect(curve!.points.map(({ size }) => size)).toEqual([75, 150, 300, 600]);
    const expected = 8 / Math.sqrt(600) - 8 / Math.sqrt(1200);
    expect(Math.abs(curve!.gain.value - expected)).toBeLessThan(0.03);
    expect(tasks).toHaveLength(12);
    for (const { train, valid, spec, watchValid } of tasks) {
      expect([spec.name, watchValid]).toEqual(['ridge', false]);
      expect([...train, ...valid].every((row) => row % 5 !== 0)).toBe(true);
    }
  });

  it('takes the better member where its fits are quick enough', async () => {
    const { pool } = lawPool();
    expect((await dataValue(pool, job(1000, { fitMs: 0.01 })))!.curve!.estimator).toBe('slow');
  });

  it.each([
    ['every member takes too long', { fitMs: 1e6 }],
    ['the run has taken next to no time', { elapsedMs: 1 }],
    ['the budget is all but spent', { elapsedMs: 58_000, budgetMs: 60_000 }],
  ])('is a command where %s, and nothing is fitted', async (_, more) => {
    const { pool, tasks } = lawPool();
    const found = await dataValue(pool, job(1000, more));
    expect(found).toEqual({ command: expect.stringContaining('learning-curve') });
    expect(tasks).toEqual([]);
  });

  it('leaves time for a refit', async () => {
    const late = job(1000, { elapsedMs: 500_000, budgetMs: 600_000 });
    expect((await dataValue(lawPool().pool, late))!.curve).toBeDefined();
    const refit = { ...late, request: { ...late.request, refit: 'all' as const } };
    expect((await dataValue(lawPool().pool, refit))!.curve).toBeUndefined();
  });

  it('is nothing where rows are too few for any curve', async () => {
    expect(await dataValue(lawPool().pool, job(200))).toBeUndefined();
  });

  it('is a command where someone ends the search, or a member cannot learn from few rows', async () => {
    const enough = AbortSignal.abort();
    expect(await dataValue(lawPool().pool, { ...job(1000), enough })).toEqual({ command: expect.anything() });
    const failing = lawPool(({ train }) => {
      if (train.length > 100) return 1;
      throw new ModelwrightError('ROWS_TOO_FEW', { what: 'a fit', needed: 100, rows: train.length });
    });
    expect(await dataValue(failing.pool, job(1000))).toEqual({ command: expect.anything() });
    const undefinedScore = lawPool(() => Number.NaN);
    expect(await dataValue(undefinedScore.pool, job(1000))).toEqual({ command: expect.anything() });
  });

  it('hides no fault, and no wish to give up', async () => {
    const faulty = lawPool(() => {
      throw new TypeError('a fault');
    });
    await expect(dataValue(faulty.pool, job(1000))).rejects.toThrow('a fault');
    const signal = AbortSignal.abort();
    const stopped = lawPool(() => {
      throw new ModelwrightError('CANCELLED', { what: 'fold' });
    });
    await expect(dataValue(stopped.pool, { ...job(1000), signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

it('the command names the settings of the training, fit for a shell', () => {
  const command = curveCommand({
    ...request,
    metric: 'mae',
    timeColumn: 'sold at',
    idColumns: ['id', 'city, state'],
    exclude: ['note'],
    fairness: { sensitive: ['sex', 'note'], exclude: true, minSupport: 30, intersect: true },
    plan: { source: 'a.csv', derive: [{ name: 'late', expression: "day > '3'", sources: ['day'] }] },
  });
  expect(command).toBe(
    `modelwright learning-curve a.csv --target price --metric mae --time-column 'sold at' --id-column 'id,"city, state"' --exclude note,sex --derive 'late = day > '\\''3'\\'''`,
  );
});
