/** Which calls run together: bounded, in their order, never across layouts, and never beyond what a deadline allows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallPace } from './call-pace.ts';
import { type BatchRules, formBatch, type Waiting } from './form-batch.ts';

const rules: BatchRules = { maxRows: 16, maxDelayMs: 0, preferredRows: [] };
const noTime = () => 0;

function waiting(rows: number | undefined, other: Partial<Waiting> = {}): Waiting {
  const feeds = [
    { name: 'x', type: 'float32' as const, shape: [rows ?? 0, 2], data: new Float32Array(2 * (rows ?? 0)) },
  ];
  const company = Number.POSITIVE_INFINITY;
  return { feeds, rows, layout: 'a', company, enteredMs: 0, deadlineMs: 1_000, ...other };
}

const rowsOf = (formed: ReturnType<typeof formBatch>) =>
  'calls' in formed ? formed.calls.map(({ rows }) => rows) : formed.againMs;

const drawnCall = fc
  .record({
    rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(undefined)),
    layout: fc.constantFrom('a', 'a', 'b'),
    company: fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY),
    enteredMs: fc.integer({ min: 0, max: 100 }),
    deadlineMs: fc.integer({ min: 101, max: 500 }),
  })
  .map(({ rows, ...other }) => waiting(rows, other));

describe('a batch', () => {
  it('holds what its rules allow, whatever waits', () => {
    fc.assert(
      fc.property(
        fc.array(drawnCall, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 0, max: 50 }),
        fc.array(fc.integer({ min: 1, max: 64 }), { maxLength: 3 }),
        (calls, maxRows, maxDelayMs, preferredRows) => {
          const nowMs = 100;
          const perRow = (rows: number) => rows * 3;
          const formed = formBatch(calls, { maxRows, maxDelayMs, preferredRows }, nowMs, perRow);
          if (!('calls' in formed)) {
            expect(formed.againMs).toBeGreaterThan(0);
            expect(formed.againMs).toBeLessThanOrEqual(maxDelayMs);
            return;
          }
          const { calls: joined } = formed;
          expect(joined[0]).toBe(calls[0]);
          const places = joined.map((call) => calls.indexOf(call));
          expect(places).toEqual(places.toSorted((a, b) => a - b));
          if (joined.length === 1) return;
          const rows = joined.reduce((sum, call) => sum + call.rows!, 0);
          expect(rows).toBeLessThanOrEqual(maxRows);
          expect(new Set(joined.map(({ layout }) => layout)).size).toBe(1);
          expect(joined.every(({ company }) => company >= joined.length)).toBe(true);
          expect(Math.min(...joined.map(({ deadlineMs }) => deadlineMs))).toBeGreaterThanOrEqual(nowMs + perRow(rows));
        },
      ),
    );
  });

  it('leaves nothing out that fits: calls of another layout wait, those behind them do not', () => {
    const calls = [waiting(3), waiting(2, { layout: 'b' }), waiting(4), waiting(undefined), waiting(9), waiting(1)];
    expect(rowsOf(formBatch(calls, rules, 0, noTime))).toEqual([3, 4, 9]);
    expect(rowsOf(formBatch(calls.slice(1), rules, 0, noTime))).toEqual([2]);
    expect(rowsOf(formBatch([waiting(17), waiting(1)], rules, 0, noTime))).toEqual([17]);
    expect(rowsOf(formBatch([waiting(15), waiting(2), waiting(1)], rules, 0, noTime))).toEqual([15]);
  });

  it('waits for company only as long as the rules and half of its time say', () => {
    const patient = { ...rules, maxDelayMs: 20 };
    expect(rowsOf(formBatch([waiting(3)], patient, 5, noTime))).toBe(15);
    expect(rowsOf(formBatch([waiting(3)], patient, 20, noTime))).toEqual([3]);
    expect(rowsOf(formBatch([waiting(3), waiting(1, { deadlineMs: 12 })], patient, 5, noTime))).toBe(1);
    expect(rowsOf(formBatch([waiting(3), waiting(13)], patient, 5, noTime))).toEqual([3, 13]);
    expect(rowsOf(formBatch([waiting(3), waiting(14)], patient, 5, noTime))).toEqual([3]);
    expect(rowsOf(formBatch([waiting(undefined), waiting(1)], patient, 5, noTime))).toEqual([undefined]);
  });

  it('begins at a preferred size, at the largest of them, and leaves the rest', () => {
    const choosy = { ...rules, maxDelayMs: 20, preferredRows: [2, 4] };
    const ones = Array.from({ length: 7 }, () => waiting(1));
    expect(rowsOf(formBatch(ones, choosy, 0, noTime))).toEqual([1, 1, 1, 1]);
    expect(rowsOf(formBatch(ones.slice(0, 3), choosy, 0, noTime))).toEqual([1, 1]);
    expect(rowsOf(formBatch([waiting(3)], choosy, 0, noTime))).toBe(20);
    expect(rowsOf(formBatch([waiting(3)], choosy, 20, noTime))).toEqual([3]);
  });

  it('does not put more into a call than memory is meant for', () => {
    const large = (): Waiting => {
      const feeds = [
        { name: 'x', type: 'float32' as const, shape: [2, 3 * 224 * 224 * 10], data: new Float32Array(0) },
      ];
      return waiting(2, { feeds });
    };
    expect(rowsOf(formBatch([large(), large()], rules, 0, noTime))).toEqual([2]);
  });
});

describe('the pace of calls', () => {
  it('is a line through the last fifty, and none before there is one', () => {
    const pace = new CallPace();
    expect(pace.expectedMs(10)).toBe(0);
    pace.observe(1, 7);
    expect(pace.expectedMs(1000)).toBe(7);
    for (const rows of [1, 2, 5, 9]) for (let i = 0; i < 20; i++) pace.observe(rows, 4 + 3 * rows);
    expect(pace.expectedMs(100)).toBeCloseTo(304, 9);
    for (let i = 0; i < 50; i++) pace.observe(1 + (i % 2), 100 - 50 * (i % 2));
    // More rows took less: that is chance, so only the mean counts.
    expect(pace.expectedMs(100)).toBeCloseTo(75, 9);
  });
});
