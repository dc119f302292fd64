/** Time that is kept for what comes after a search, told by a clock that stands still: readings and durations are arguments. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Closing, closingMs, endBeforeClosing, optionalWork, pagesMs } from './closing.ts';
import { questionsWithin } from './questions.ts';

const closing: Closing = { trainRows: 10_000, searchRows: 10_000, columns: 20, classes: 2, figuresMs: 300 };

describe('the time for the closing', () => {
  it('grows with rows, columns, classes and what the figures of the baseline took', () => {
    const more = (change: Partial<Closing>) => closingMs({ ...closing, ...change });
    for (const change of [
      { trainRows: 20_000 },
      { searchRows: 20_000 },
      { columns: 40 },
      { classes: 9 },
      { figuresMs: 900 },
    ]) {
      expect(more(change)).toBeGreaterThan(closingMs(closing));
    }
    expect(more({ figuresMs: 1300 }) - closingMs(closing)).toBe(2000);
  });

  it('is bounded where pages and calibration are', () => {
    expect(closingMs({ ...closing, columns: 200 })).toBe(closingMs({ ...closing, columns: 5000 }));
    expect(closingMs({ ...closing, classes: 10 })).toBe(closingMs({ ...closing, classes: 300 }));
  });

  it('guesses the figures by rows where nothing was judged before', () => {
    const few = { ...closing, trainRows: 400, searchRows: 400, figuresMs: undefined };
    expect(closingMs(few)).toBeCloseTo(closingMs({ ...few, figuresMs: 200 }), 9);
  });

  it('has the pages in it', () => {
    expect(pagesMs(closing)).toBeLessThan(closingMs({ ...closing, figuresMs: 0 }));
  });
});

describe('the end of what comes before', () => {
  const of = { nowMs: 3000, endMs: 60_000, usualEndMs: 51_000, closingMs: 4000 };

  it('is the usual one where that leaves enough', () => {
    expect(endBeforeClosing(of)).toBe(51_000);
  });

  it('is earlier where it does not', () => {
    expect(endBeforeClosing({ ...of, closingMs: 20_000 })).toBe(40_000);
  });

  it('leaves a search two fifths of what is left, however much the closing wants', () => {
    expect(endBeforeClosing({ ...of, nowMs: 10_000, closingMs: 59_000 })).toBe(30_000);
  });

  it('is no later than now when the budget is over', () => {
    expect(endBeforeClosing({ ...of, nowMs: 61_000 })).toBeLessThanOrEqual(61_000);
  });

  it('lies within the budget, and leaves the closing what it needs or three fifths of the time', () => {
    const duration = fc.integer({ min: 0, max: 600_000 });
    fc.assert(
      fc.property(
        duration,
        duration,
        duration,
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        (now, left, need, part) => {
          const endMs = now + left;
          const found = endBeforeClosing({ nowMs: now, endMs, usualEndMs: part * endMs, closingMs: need });
          expect(found).toBeLessThanOrEqual(endMs);
          expect(endMs - found).toBeGreaterThanOrEqual(Math.min(need, 0.6 * left) - 1e-6);
        },
      ),
    );
  });
});

describe('optional work', () => {
  it('has its shares of the budget where there is time', () => {
    expect(optionalWork(60_000, 30_000)).toEqual({ importance: 3600, reliance: 1800, slices: 3600 });
  });

  it('shares what is left where there is little, and leaves some of it', () => {
    const { importance, reliance, slices } = optionalWork(60_000, 1000);
    expect([importance, reliance, slices]).toEqual([400, 250, 250]);
  });

  it('is next to nothing when it is late, and never nothing', () => {
    expect(optionalWork(60_000, -9000)).toEqual({ importance: 100, reliance: 100, slices: 100 });
  });

  it('asks a slow model less, and looks for slices in fewer rows of a wide table', () => {
    const optional = { importance: 1000, reliance: 500, slices: 600 };
    const quick = questionsWithin(optional, 0.01, 4);
    expect(quick).toEqual({ importance: 100_000, reliance: 20_000, relianceMs: 500, sliceRows: 10_000 });
    expect(questionsWithin(optional, 1, 40)).toEqual({
      importance: 1000,
      reliance: 500,
      relianceMs: 500,
      sliceRows: 1000,
    });
    expect(questionsWithin(optional, 0, 4000).importance).toBe(120_000);
    expect(questionsWithin(optional, 1, 4000).sliceRows).toBe(800);
  });
});
