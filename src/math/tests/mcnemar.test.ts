/** McNemar's test against statsmodels; equal counts; what it refuses; how often it errs. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairedReference } from '../../../tests/paired-reference.ts';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { mcnemar } from './mcnemar.ts';

beforeAll(() => distributionsReady());

const repeated = (...runs: [number, number][]) =>
  runs.flatMap(([value, times]) => new Array<number>(times).fill(value));

/** Flags of rows: right by A alone, by B alone, by both, by none. */
function rowsOf({ onlyA, onlyB, both }: { onlyA: number; onlyB: number; both: number }): [number[], number[]] {
  return [repeated([1, onlyA], [0, onlyB], [1, both], [0, 3]), repeated([0, onlyA], [1, onlyB], [1, both], [0, 3])];
}

describe('mcnemar', () => {
  it.each(pairedReference.mcnemar)('equals statsmodels for $onlyA against $onlyB', (entry) => {
    const [a, b] = rowsOf(entry);
    for (const method of ['exact', 'corrected'] as const) {
      const got = mcnemar(a, b, { method });
      expect(got).toMatchObject({ onlyA: entry.onlyA, onlyB: entry.onlyB });
      expect(got.statistic).toBeCloseTo(entry[method][0], 12);
      expect(Math.abs(got.pValue / entry[method][1] - 1)).toBeLessThan(1e-10);
    }
    expect(mcnemar(a, b)).toEqual(mcnemar(a, b, { method: 'exact' }));
  });

  it('says 1 when equally many rows speak for either, or none', () => {
    for (const method of ['exact', 'corrected'] as const) {
      for (const count of [0, 1, 40]) {
        const [a, b] = rowsOf({ onlyA: count, onlyB: count, both: 5 });
        expect(mcnemar(a, b, { method })).toMatchObject({ onlyA: count, onlyB: count, pValue: 1 });
      }
    }
  });

  it('does not depend on the order of rows or of the two models', () => {
    const flag = fc.nat(1);
    fc.assert(
      fc.property(fc.array(fc.tuple(flag, flag), { minLength: 1, maxLength: 60 }), fc.nat(), (rows, seed) => {
        const shuffled = [...rows];
        createRng(seed).shuffle(shuffled);
        for (const method of ['exact', 'corrected'] as const) {
          const columns = (list: typeof rows, j: 0 | 1) => list.map((row) => row[j]);
          const got = mcnemar(columns(rows, 0), columns(rows, 1), { method });
          expect(mcnemar(columns(shuffled, 0), columns(shuffled, 1), { method })).toEqual(got);
          const swapped = mcnemar(columns(rows, 1), columns(rows, 0), { method });
          expect(swapped).toEqual({ ...got, onlyA: got.onlyB, onlyB: got.onlyA });
          expect(got.pValue).toBeGreaterThan(0);
          expect(got.pValue).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('errs no more often than it says', () => {
    const rng = createRng(5);
    for (const method of ['exact', 'corrected'] as const) {
      let found = 0;
      for (let run = 0; run < 600; run++) {
        const draw = () => Array.from({ length: 200 }, () => (rng.uniform() < 0.7 ? 1 : 0));
        if (mcnemar(draw(), draw(), { method }).pValue <= 0.05) found++;
      }
      // 30 expected at most, with a standard error of 5.3; far fewer would make the test useless.
      expect(found).toBeGreaterThan(8);
      expect(found).toBeLessThan(43);
    }
  });

  it('refuses what cannot be compared', () => {
    const code = (value: string) => expect.objectContaining({ code: value });
    expect(() => mcnemar([], [])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => mcnemar([1], [1, 0])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => mcnemar([1, 2], [1, 1])).toThrow(code('VALUE_INVALID'));
    expect(() => mcnemar([1, 1], [1, 2])).toThrow(code('VALUE_INVALID'));
    expect(() => mcnemar([1, Number.NaN], [1, 1])).toThrow(code('VALUE_INVALID'));
    expect(() => mcnemar([1], [0], { method: 'mid' as 'exact' })).toThrow(code('PARAM_INVALID'));
  });
});
