/** Rows that are drawn and dealt: each once, ascending, and as many as were asked for. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dealtRows, drawnRows } from './drawn-rows.ts';
import { createRng } from './philox.ts';

const counts = fc.record({ nRows: fc.nat(200), k: fc.integer({ min: 1, max: 20 }), seed: fc.nat(1000) });

it('draws rows once each, ascending', () => {
  fc.assert(
    fc.property(counts, ({ nRows, k, seed }) => {
      const rows = [...drawnRows(nRows, k, createRng(seed))];
      expect(rows).toHaveLength(Math.min(nRows, k));
      expect(rows.every((row, i) => row >= 0 && row < nRows && (i === 0 || row > rows[i - 1]))).toBe(true);
    }),
  );
});

it('deals every row to one part, evenly', () => {
  fc.assert(
    fc.property(counts, ({ nRows, k, seed }) => {
      const parts = dealtRows(nRows, k, createRng(seed)).map((part) => [...part]);
      expect(parts).toHaveLength(Math.min(nRows, k));
      expect(parts.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: nRows }, (_, row) => row));
      for (const part of parts) {
        expect(part).toEqual(part.toSorted((a, b) => a - b));
        expect(Math.abs(part.length - nRows / parts.length)).toBeLessThan(1);
      }
    }),
  );
});
