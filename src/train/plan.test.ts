/** How a run divides its work: folds by how much a fit has to learn, repeats by the time that is left. */
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../core/clock.ts';
import {
  endOfFits,
  endOfJudging,
  endOfSelection,
  endOfWaiting,
  fitsToCome,
  judgingRepeats,
  limitsOf,
  optionalTime,
  planOf,
  refitOf,
} from './plan.ts';
import { presets } from './preset.ts';

const request: Parameters<typeof planOf>[2] = { preset: 'balanced', seed: 1, budgetMs: 60_000 };

/** Rows of numbers with as many columns and classes as asked. */
function prepared(nRows: number, nColumns: number, nClasses: number): Parameters<typeof planOf>[0] {
  const values = Float64Array.from({ length: nRows }, (_, row) => row % Math.max(2, nClasses));
  const classes = Array.from({ length: nClasses }, (_, k) => `class ${k}`);
  return {
    target: { name: 'y', task: nClasses === 0 ? 'regression' : 'multiclass', values, classes },
    features: Array.from({ length: nColumns }, (_, j) => ({ name: `x${j}`, role: 'numeric' })),
    bundles: Int32Array.from({ length: nRows }, (_, row) => row),
  };
}

const plan = (nRows: number, nColumns: number, nClasses: number, budgetMs = request.budgetMs) => {
  const rows = Int32Array.from({ length: nRows }, (_, row) => row);
  return planOf(prepared(nRows, nColumns, nClasses), rows, { ...request, budgetMs });
};
const foldsOf = (...of: Parameters<typeof plan>) => plan(...of).folds.length;

describe('folds', () => {
  it('are fewer where rows are many', () => {
    expect(foldsOf(50_000, 3, 0, 300_000)).toBe(5);
    expect(foldsOf(50_001, 3, 0, 300_000)).toBe(3);
  });

  it('are fewer where rows are many for the time', () => {
    expect(foldsOf(30_000, 3, 0, 60_000)).toBe(5);
    expect(foldsOf(30_001, 3, 0, 60_000)).toBe(3);
  });

  it('are fewer where rows, columns and classes together are many for the time', () => {
    expect(foldsOf(10_000, 20, 13)).toBe(5);
    expect(foldsOf(10_000, 20, 14)).toBe(3);
    expect(foldsOf(10_000, 20, 14, 300_000)).toBe(5);
  });
});

describe('the usual time of a row', () => {
  const few = plan(9999, 3, 0);
  const usual = (of: Partial<Parameters<typeof limitsOf>[0]> = {}, ofPlan = few) =>
    limitsOf({ threads: 2, ...of }, ofPlan, monotonicMs()).usualLatencyUs;

  it('leaves room for what a refit adds to the folds', () => {
    expect(usual()).toBe(250);
    expect(usual({ refit: 'all' })).toBeCloseTo((250 * 5) / 7);
    expect(usual({ refit: 'all' }, plan(10_000, 3, 0))).toBe(250);
  });

  it('has no say where a limit was asked for, candidates are counted, or the preset knows none', () => {
    expect(usual({ maxLatencyUs: 9000 })).toBe(Number.POSITIVE_INFINITY);
    expect(usual({ maxCandidates: 3 })).toBe(Number.POSITIVE_INFINITY);
    expect(usual({}, { ...few, preset: presets.best })).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a refit on all rows', () => {
  const [few, many, long] = [plan(9999, 40, 0, 5000), plan(9999, 3, 0), plan(10_000, 3, 0)];

  it('is on all rows alone where folds are few or rows enough, else on folds as well', () => {
    expect([few, many, long].map(({ folds }) => folds.length)).toEqual([3, 5, 5]);
    expect(refitOf(few, {})).toEqual({ onFolds: false, wholeFits: 2 });
    expect(refitOf(long, {})).toEqual({ onFolds: false, wholeFits: 2 });
    expect(refitOf(many, {})).toEqual({ onFolds: true, wholeFits: 2 });
  });

  it('makes no model larger whose size or time is bounded', () => {
    for (const bounded of [{ maxBytes: 1e6 }, { maxLatencyUs: 100 }]) {
      expect(refitOf(many, bounded)).toEqual({ onFolds: true, wholeFits: 0 });
      expect(refitOf(few, bounded).wholeFits).toBeLessThan(few.folds.length);
    }
  });

  it('is left time by the fits that it takes', () => {
    const toCome = (of: typeof few) => fitsToCome(of, of.rows.length, refitOf(of, {}));
    expect(toCome(few)).toBeCloseTo(1.25, 12);
    expect(toCome(many)).toBeCloseTo(1.25 * (1 + 2 / 4), 12);
    expect(fitsToCome(many, many.rows.length, undefined)).toBe(0);
    expect(toCome({ ...long, preset: presets.best })).toBeCloseTo(1.25 * (1 + 2 / 4), 12);
  });
});

describe('repeats of the judging', () => {
  const timed = { request, startedMs: monotonicMs() };
  const endMs = timed.startedMs + 52_000;

  it('are two where the time that is left is enough for searches like the one before', () => {
    expect(judgingRepeats(timed, endMs, 1000, 5)).toBe(2);
    expect(judgingRepeats(timed, endMs, 30_000, 5)).toBe(1);
  });

  it('do not depend on the clock where candidates are counted', () => {
    expect(judgingRepeats({ ...timed, request: { ...request, maxCandidates: 9 } }, endMs, 30_000, 5)).toBe(2);
  });
});

const closing = { trainRows: 1000, searchRows: 1000, columns: 10, classes: 2, figuresMs: 200 };

it('leaves time after the fits for judging, and after that for the report', () => {
  const timed = { request, startedMs: monotonicMs() };
  const endMs = timed.startedMs + request.budgetMs;
  expect(endOfFits(timed, true, closing)).toBe(timed.startedMs + 51_000);
  expect(endOfWaiting(timed, true, closing)).toBeGreaterThan(timed.startedMs + 51_000);
  expect(endOfWaiting(timed, true, closing)).toBeLessThan(endMs);
  const whileJudged = endOfWaiting(timed, false, closing);
  expect(whileJudged).toBeGreaterThan(endOfFits(timed, false, closing));
  expect(whileJudged).toBeLessThan(endOfJudging(timed, closing));
  expect(endOfFits(timed, false, closing)).toBeLessThan(endOfJudging(timed, closing));
  expect(endOfJudging(timed, closing)).toBeLessThan(endMs);
});

it('does not ask the clock what the assessment may take, nor how long a selection may last, where candidates are counted', () => {
  const counted = { request: { ...request, maxCandidates: 9 }, startedMs: monotonicMs() - 2 * request.budgetMs };
  expect(optionalTime(counted, closing)).toBeUndefined();
  expect(endOfSelection(counted)).toBe(Number.POSITIVE_INFINITY);
  expect(optionalTime({ ...counted, request }, closing)).toEqual({ importance: 100, reliance: 100, slices: 100 });
});
