/** Orders of training rows: nothing judged is learned, sizes are the beginnings of one order, classes and groups stay whole. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { numberColumn, stringColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import { type PrepareRequest, prepare } from '../prepare.ts';
import { rowsForSizes, trainingOrders, trainingSizes } from './training-orders.ts';

const n = 400;
const rng = createRng(5);
const table = tableOf([
  numberColumn(
    'x',
    Array.from({ length: n }, () => rng.normal()),
  ),
  numberColumn(
    'day',
    Array.from({ length: n }, (_, row) => row),
  ),
  stringColumn(
    'shop',
    Array.from({ length: n }, (_, row) => `shop ${row % 40}`),
  ),
  stringColumn(
    'bought',
    Array.from({ length: n }, (_, row) => (row % 20 === 0 ? 'rarely' : row % 3 === 0 ? 'yes' : 'no')),
  ),
]);
const request: PrepareRequest = {
  plan: { source: 'shop.csv', derive: [] },
  target: 'bought',
  idColumns: [],
  exclude: [],
  keep: [],
};
const everyRow = Int32Array.from({ length: n }, (_, row) => row);
const orders = (more: Partial<PrepareRequest> = {}, seed = 7) => {
  const prepared = prepare(table, { ...request, ...more });
  return { prepared, orders: trainingOrders(prepared, everyRow, 3, seed) };
};

describe('training orders', () => {
  it.each([{}, { groupColumn: 'shop' }, { timeColumn: 'day' }])(
    '%j: every row learns or judges, never both',
    (more) => {
      for (const { train, judge } of orders(more).orders) {
        expect([...train, ...judge].sort((a, b) => a - b)).toEqual([...everyRow]);
        expect(judge.length / n).toBeGreaterThan(0.2);
        expect(judge.length / n).toBeLessThan(0.3);
      }
    },
  );

  it('differ from repeat to repeat, and not from run to run', () => {
    const [first, second] = orders().orders;
    expect([...first.train]).not.toEqual([...second.train]);
    expect(orders()).toEqual(orders());
    expect([...orders({}, 8).orders[0].train]).not.toEqual([...first.train]);
  });

  it('mix classes so that every beginning has its share, and the rare one is there from the start', () => {
    const { prepared, orders: all } = orders();
    const rare = prepared.target.classes.indexOf('rarely');
    for (const { train } of all) {
      for (const size of [30, 60, 120, 240]) {
        const count = train.subarray(0, size).filter((row) => prepared.target.values[row] === rare).length;
        expect(Math.abs(count - size / 20)).toBeLessThanOrEqual(1);
      }
      const begun = new Set(train.subarray(0, 3).map((row) => prepared.target.values[row]));
      expect(begun.size).toBe(3);
    }
  });

  it('keep groups together, on one side and in the order', () => {
    for (const { train, judge } of orders({ groupColumn: 'shop' }).orders) {
      const judged = new Set(judge.map((row) => row % 40));
      expect([...train].some((row) => judged.has(row % 40))).toBe(false);
      const groups = [...train].map((row) => row % 40);
      const changes = groups.filter((group, i) => i > 0 && group !== groups[i - 1]).length;
      expect(changes).toBe(new Set(groups).size - 1);
    }
  });

  it('by time judge what comes last', () => {
    for (const { train, judge } of orders({ timeColumn: 'day' }).orders) {
      expect(Math.max(...train)).toBeLessThan(Math.min(...judge));
    }
  });
});

describe('sizes', () => {
  it('double up to all training rows, from thirty or five per class', () => {
    const { orders: all } = orders();
    expect(trainingSizes(all, 2)).toEqual([37, 75, 150, 300]);
    expect(trainingSizes(all, 20)).toEqual([150, 300]);
    expect(trainingSizes(all, 0)).toEqual([37, 75, 150, 300]);
  });

  it('say how many rows they take', () => {
    expect(rowsForSizes(4, 2)).toBe(320);
    expect(rowsForSizes(4, 20)).toBe(Math.ceil((100 * 8) / 0.75));
  });
});
