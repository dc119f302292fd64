import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { numberColumn, stringColumn } from '../table/build.ts';
import { type Table, tableOf } from '../table/table.ts';
import type { Target } from '../table/task.ts';
import { bundlesOf, foldRows, splitHoldout } from './split.ts';

const classTarget = (codes: readonly number[], nClasses = Math.max(...codes) + 1): Target => ({
  name: 'y',
  task: nClasses === 2 ? 'binary' : 'multiclass',
  values: Float64Array.from(codes),
  classes: Array.from({ length: nClasses }, (_, i) => `c${i}`),
});
const numbers = (n: number): Target => ({
  name: 'y',
  task: 'regression',
  values: Float64Array.from({ length: n }, (_, i) => i),
  classes: [],
});
/** Rows that are all different. */
const distinctRows = (n: number): Table =>
  tableOf([
    numberColumn(
      'x',
      Array.from({ length: n }, (_, i) => i),
    ),
  ]);
const rng = (seed = 7) => createRng(seed).split('split');
const allRows = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
const countOf = (rows: Int32Array, target: Target, code: number) =>
  rows.filter((row) => target.values[row] === code).length;
const merged = (...parts: Int32Array[]) => parts.flatMap((part) => [...part]).sort((a, b) => a - b);

describe('a holdout', () => {
  it('parts the rows, stratified, the same for the same seed', () => {
    const target = classTarget(Array.from({ length: 1000 }, (_, i) => Number(i % 10 === 0)));
    const request = { target, table: distinctRows(1000) };
    const { train, holdout } = splitHoldout({ ...request, rng: rng() });
    expect(merged(train, holdout)).toEqual([...allRows(1000)]);
    expect(countOf(holdout, target, 1)).toBe(20);
    expect(countOf(holdout, target, 0)).toBe(180);
    expect(splitHoldout({ ...request, rng: rng() })).toEqual({ train, holdout });
    expect(splitHoldout({ ...request, rng: rng(8) }).holdout).not.toEqual(holdout);
  });

  it('is drawn at random, not from the front', () => {
    const { holdout } = splitHoldout({ target: numbers(1000), table: distinctRows(1000), rng: rng() });
    expect(holdout).toHaveLength(200);
    const early = holdout.filter((row) => row < 500).length;
    expect(early).toBeGreaterThan(70);
    expect(early).toBeLessThan(130);
  });

  it('holds every class of two rows or more, and leaves single rows to training', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 8 }),
        fc.nat(1000),
        (sizes, seed) => {
          const target = classTarget(
            sizes.flatMap((size, code) => new Array<number>(size).fill(code)),
            sizes.length,
          );
          const n = target.values.length;
          const { train, holdout } = splitHoldout({ target, table: distinctRows(n), rng: rng(seed) });
          expect(merged(train, holdout)).toEqual([...allRows(n)]);
          for (const [code, size] of sizes.entries()) {
            expect(countOf(train, target, code)).toBeGreaterThan(0);
            if (size >= 2) expect(countOf(holdout, target, code)).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it('keeps identical feature rows on one side', () => {
    const copies = 3;
    const key = Array.from({ length: 300 }, (_, i) => Math.floor(i / copies));
    const table = tableOf([
      numberColumn(
        'x',
        key.map((k) => (k % 7 === 0 ? Number.NaN : k / 3)),
      ),
      stringColumn(
        't',
        key.map((k) => (k % 5 === 0 ? null : `t${k}`)),
      ),
      stringColumn(
        'y',
        key.map((_, i) => (i % 2 ? 'a' : 'b')),
      ),
    ]);
    const target = classTarget(key.map((_, i) => i % 2));
    const { train, holdout } = splitHoldout({ target, table, rng: rng() });
    const sides = new Map<number, string>();
    for (const row of train) sides.set(key[row], 'train');
    expect([...holdout].filter((row) => sides.get(key[row]) === 'train')).toEqual([]);
    expect(holdout.length).toBeGreaterThan(50);
  });

  it('does not tie common combinations of few values together', () => {
    const target = classTarget(Array.from({ length: 400 }, (_, i) => i % 2));
    const table = tableOf([
      numberColumn(
        'x',
        Array.from({ length: 400 }, (_, i) => i % 3),
      ),
    ]);
    const { holdout } = splitHoldout({ target, table, rng: rng() });
    expect(holdout).toHaveLength(80);
    expect(new Set(bundlesOf(table)).size).toBe(400);
  });

  it('keeps groups whole', () => {
    const groups = Int32Array.from({ length: 500 }, (_, i) => (i * 7) % 41);
    const target = classTarget(Array.from({ length: 500 }, (_, i) => Number(i % 3 === 0)));
    const { train, holdout } = splitHoldout({ target, table: distinctRows(500), groups, rng: rng() });
    const learned = new Set([...train].map((row) => groups[row]));
    expect([...holdout].filter((row) => learned.has(groups[row]))).toEqual([]);
    expect(merged(train, holdout)).toEqual([...allRows(500)]);
    expect(Math.abs(holdout.length - 100)).toBeLessThan(25);
  });

  it('comes strictly after training in time, ties on one side', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 60 }), (days) => {
        fc.pre(new Set(days).size > 1);
        const times = Float64Array.from(days);
        const { train, holdout } = splitHoldout({
          target: numbers(days.length),
          table: distinctRows(days.length),
          times,
          rng: rng(),
        });
        expect(Math.max(...[...train].map((row) => times[row]))).toBeLessThan(
          Math.min(...[...holdout].map((row) => times[row])),
        );
        expect(merged(train, holdout)).toEqual([...allRows(days.length)]);
      }),
    );
    const times = Float64Array.from({ length: 1000 }, (_, i) => 999 - i);
    expect(splitHoldout({ target: numbers(1000), table: distinctRows(1000), times, rng: rng() }).holdout).toEqual(
      allRows(200),
    );
  });

  it('refuses what cannot be parted', () => {
    const one = { target: numbers(5), table: distinctRows(5), rng: rng() };
    expect(() => splitHoldout({ ...one, times: new Float64Array(5) })).toThrow(
      expect.objectContaining({ code: 'VALUE_INVALID' }),
    );
    expect(() => splitHoldout({ ...one, groups: new Int32Array(5) })).toThrow(
      /a holdout: expected rows of at least 2 groups/,
    );
    expect(() => splitHoldout({ ...one, fraction: 1 })).toThrow(expect.objectContaining({ code: 'PARAM_INVALID' }));
  });
});

describe('a holdout by time', () => {
  it('leaves two instants to learn from where there are three, however unequal', () => {
    // Nine of ten rows are of the first instant.
    const times = Float64Array.from({ length: 1000 }, (_, i) => (i < 900 ? 1 : i < 950 ? 2 : 3));
    const { train, holdout } = splitHoldout({ target: numbers(1000), table: distinctRows(1000), times, rng: rng() });
    expect([train.length, holdout.length]).toEqual([950, 50]);
    const two = times.map((time) => Math.min(2, time));
    expect(
      splitHoldout({ target: numbers(1000), table: distinctRows(1000), times: two, rng: rng() }).train,
    ).toHaveLength(900);
  });
});

describe('folds', () => {
  it('judge every row once, stratified', () => {
    const target = classTarget(Array.from({ length: 503 }, (_, i) => (i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2)));
    const folds = foldRows({ rows: allRows(503), target, k: 5, rng: rng() });
    expect(folds).toHaveLength(5);
    expect(merged(...folds.map((fold) => fold.valid))).toEqual([...allRows(503)]);
    for (const { train, valid } of folds) {
      expect(merged(train, valid)).toEqual([...allRows(503)]);
      for (const code of [0, 1, 2]) {
        expect(Math.abs(countOf(valid, target, code) - countOf(allRows(503), target, code) / 5)).toBeLessThan(1);
      }
      expect(Math.abs(valid.length - 503 / 5)).toBeLessThan(1);
    }
  });

  it('have equal sizes also with many small classes', () => {
    const target = classTarget(Array.from({ length: 26 * 6 }, (_, i) => i % 26));
    const sizes = foldRows({ rows: allRows(26 * 6), target, k: 5, rng: rng() }).map(({ valid }) => valid.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('leave a class with fewer rows than folds in training', () => {
    const target = classTarget([...new Array<number>(50).fill(0), ...new Array<number>(40).fill(1), 2, 2, 2]);
    const folds = foldRows({ rows: allRows(93), target, k: 5, rng: rng() });
    for (const { train, valid } of folds) {
      expect(countOf(train, target, 2)).toBe(3);
      expect(countOf(valid, target, 2)).toBe(0);
    }
    expect(merged(...folds.map((fold) => fold.valid))).toEqual([...allRows(90)]);
  });

  it('are fewer when only one class could be judged', () => {
    const target = classTarget([...new Array<number>(50).fill(0), 1, 1, 1]);
    const folds = foldRows({ rows: allRows(53), target, k: 5, rng: rng() });
    expect(folds).toHaveLength(3);
    for (const { valid } of folds) expect(countOf(valid, target, 1)).toBe(1);
    const lone = classTarget([...new Array<number>(50).fill(0), 1]);
    expect(foldRows({ rows: allRows(51), target: lone, k: 5, rng: rng() })).toHaveLength(5);
  });

  it('deal some rows of the table only', () => {
    const rows = allRows(100).filter((row) => row % 2 === 1);
    const folds = foldRows({ rows, target: numbers(100), k: 4, rng: rng() });
    expect(merged(...folds.map((fold) => fold.valid))).toEqual([...rows]);
  });

  it('keep groups and bundles whole, also for rows of a rare class', () => {
    const groups = Int32Array.from({ length: 200 }, (_, i) => i % 20);
    const target = classTarget(Array.from({ length: 200 }, (_, i) => (i < 3 ? 2 : i % 2)));
    for (const labels of [{ groups }, { bundles: groups }]) {
      for (const { train, valid } of foldRows({ rows: allRows(200), target, k: 5, rng: rng(), ...labels })) {
        const judged = new Set([...valid].map((row) => groups[row]));
        expect([...train].filter((row) => judged.has(groups[row]))).toEqual([]);
        expect(countOf(valid, target, 2)).toBe(0);
        expect(valid.length).toBeGreaterThan(20);
      }
    }
  });

  it('are as few as the rows of the largest class, where every other class has one row', () => {
    const labels = Float64Array.from([0, 0, 0, 1, 2, 3]);
    const target: Target = { name: 'y', task: 'multiclass', classes: ['a', 'b', 'c', 'd'], values: labels };
    const folds = foldRows({ rows: allRows(6), target, k: 5, rng: rng() });
    expect(folds.map(({ valid }) => valid.length)).toEqual([1, 1, 1]);
    const single = { ...target, values: labels.map((_, i) => i % 4) };
    expect(() => foldRows({ rows: allRows(4), target: single, k: 5, rng: rng() })).toThrow(
      'cross-validation: expected at least 2 rows that differ, of classes with 2 rows or more, got none',
    );
  });

  it('chain forward in time', () => {
    const times = Float64Array.from({ length: 600 }, (_, i) => Math.floor((599 - i) / 4));
    const folds = foldRows({ rows: allRows(600), target: numbers(600), k: 5, times, rng: rng() });
    expect(folds).toHaveLength(5);
    for (const [i, { train, valid }] of folds.entries()) {
      expect(Math.max(...[...train].map((row) => times[row]))).toBeLessThan(
        Math.min(...[...valid].map((row) => times[row])),
      );
      if (i > 0) expect(merged(folds[i - 1].train, folds[i - 1].valid)).toEqual([...train]);
    }
    const twoDays = Float64Array.from({ length: 10 }, (_, i) => i % 2);
    expect(foldRows({ rows: allRows(10), target: numbers(10), k: 5, times: twoDays, rng: rng() })).toHaveLength(1);
  });
});
