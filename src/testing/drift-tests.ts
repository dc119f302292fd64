/**
 * The conformance suite of drift tests, independent of the test runner:
 *
 *     for (const check of driftTestChecks(definition)) test(check.name, async () => { await check.run(); });
 */
import { createRng } from '../math/philox.ts';
import { sortedCopy } from '../math/quantile.ts';
import type { DriftSample, DriftTest } from '../monitor/drift-tests/drift-test.ts';
import type { Check } from './check.ts';

const rows = 500;
/** Distances may differ by this much through rounding. */
const rounding = 1e-9;

/** All checks of a drift test, for each kind of column that it compares. */
export function driftTestChecks(test: DriftTest): Check[] {
  const own: Check[] = [
    check('has a wire name and a threshold', () => {
      expectThat(/^[a-z][a-z0-9_]*$/.test(test.name), `name must be snake_case, got ${test.name}`);
      expectThat(
        test.threshold > 0 && Number.isFinite(test.threshold),
        `threshold must be above 0, got ${test.threshold}`,
      );
      expectThat(test.kinds.length > 0, 'it must compare some kind of column');
    }),
  ];
  const numeric = test.kinds.includes('numeric') ? numericChecks(test) : [];
  return [...own, ...numeric, ...(test.kinds.includes('categorical') ? categoricalChecks(test) : [])];
}

function numericChecks(test: DriftTest): Check[] {
  const distance = (reference: ArrayLike<number>, current: ArrayLike<number>) =>
    measured(test, { kind: 'numeric', reference: sortedCopy(reference), current: sortedCopy(current) });
  const base = normals('base', rows);
  return [
    check('numeric: equal samples are at distance 0', () => {
      for (const sample of [base, [5], [1, 1, 1], [-0, 0, 1e308, -1e308]]) expectNear(distance(sample, sample), 0);
    }),
    check('numeric: a repeated sample is at distance 0', () => {
      expectNear(distance(base, [...base, ...base]), 0);
    }),
    check('numeric: does not shrink as the shift grows, and passes its threshold', () => {
      const shifted = [0, 0.1, 0.25, 0.5, 1, 2, 4].map((by) =>
        distance(
          base,
          base.map((value) => value + by),
        ),
      );
      expectGrowing(shifted);
      expectThat(shifted[6] > test.threshold, `a shift of 4 deviations must pass ${test.threshold}, got ${shifted[6]}`);
    }),
    check('numeric: does not shrink as the spread grows', () => {
      expectGrowing(
        [1, 1.5, 2, 4, 8].map((by) =>
          distance(
            base,
            base.map((value) => value * by),
          ),
        ),
      );
    }),
    check('numeric: the unit of the numbers does not matter', () => {
      const other = normals('other', 300).map((value) => value + 0.3);
      const rescaled = (values: readonly number[]) => values.map((value) => 1024 * value);
      expectNear(distance(base, other), distance(rescaled(base), rescaled(other)));
    }),
    check('numeric: is a number for constants, ties and samples of one value', () => {
      const samples = [[0], [1], new Array<number>(50).fill(3), [1, 2, 2, 2, 3], base];
      for (const reference of samples) for (const current of samples) distance(reference, current);
    }),
    check('numeric: leaves its input untouched', () => {
      const sample = {
        kind: 'numeric',
        reference: sortedCopy(base),
        current: sortedCopy(base.map((value) => value * 2)),
      } as const;
      const before = [Array.from(sample.reference), Array.from(sample.current)].join();
      const first = test.measure(sample);
      expectThat([Array.from(sample.reference), Array.from(sample.current)].join() === before, 'the input was changed');
      expectThat(test.measure(sample) === first, 'the same samples gave two distances');
    }),
  ];
}

function categoricalChecks(test: DriftTest): Check[] {
  const distance = (reference: readonly number[], current: readonly number[]) =>
    measured(test, {
      kind: 'categorical',
      reference: Float64Array.from(reference),
      current: Float64Array.from(current),
    });
  const counts = [400, 250, 200, 100, 50];
  const other = [300, 300, 150, 150, 100];
  return [
    check('categorical: equal shares are at distance 0', () => {
      expectNear(distance(counts, counts), 0);
      expectNear(
        distance(
          counts,
          counts.map((count) => 3 * count),
        ),
        0,
      );
      expectNear(distance([7], [1]), 0);
      expectNear(distance([5, 0], [9, 0]), 0);
    }),
    check('categorical: the order of the categories does not matter', () => {
      const turned = (values: readonly number[]) => [3, 0, 4, 2, 1].map((at) => values[at]);
      expectNear(distance(counts, other), distance(turned(counts), turned(other)));
    }),
    check('categorical: a category without rows does not matter', () => {
      expectNear(distance(counts, other), distance([...counts, 0], [...other, 0]));
    }),
    check('categorical: does not shrink as more rows move, and passes its threshold', () => {
      const moved = [0, 20, 50, 100, 200, 400].map((by) => distance(counts, [400 - by, 250, 200, 100, 50 + by]));
      expectGrowing(moved);
      expectThat(moved[5] > test.threshold, `moving 40 % of the rows must pass ${test.threshold}, got ${moved[5]}`);
    }),
    check('categorical: a new category moves it, and samples without a common one are numbers', () => {
      expectThat(distance([100, 0], [50, 50]) > test.threshold, 'half of the rows in a new category must be seen');
      distance([1, 0], [0, 1]);
    }),
  ];
}

function measured(test: DriftTest, sample: DriftSample): number {
  const value = test.measure(sample);
  expectThat(Number.isFinite(value) && value >= 0, `a distance must be a number and not negative, got ${value}`);
  return value;
}

function normals(stream: string, count: number): number[] {
  const rng = createRng(20_260).split(stream);
  return Array.from({ length: count }, () => rng.normal());
}

function check(name: string, body: () => void): Check {
  return {
    name,
    run() {
      body();
      return undefined;
    },
  };
}

function expectThat(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}

function expectNear(actual: number, expected: number): void {
  expectThat(Math.abs(actual - expected) <= rounding, `expected ${expected}, got ${actual}`);
}

function expectGrowing(distances: readonly number[]): void {
  for (let i = 1; i < distances.length; i++) {
    expectThat(distances[i] >= distances[i - 1] - rounding, `distances must not shrink, got ${distances.join(', ')}`);
  }
}
