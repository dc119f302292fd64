/** Listing the rows of sparse columns says the same as a bin for every row. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { type Table, tableOf } from '../../table/table.ts';
import { type BinnedTable, binTable } from './binned-table.ts';

const kinds = ['one-hot', 'counts', 'numbers', 'missing', 'categories', 'dense'] as const;

/** Columns of all kinds; the others are rarer the larger `rarity`. */
function drawTable(nRows: number, nColumns: number, rarity: number, seed: number): Table {
  const rng = createRng(seed);
  return tableOf(
    Array.from({ length: nColumns }, (_, j) => {
      const kind = kinds[j % kinds.length];
      const stream = rng.split(`column ${j}`);
      const values = Float64Array.from({ length: nRows }, () => drawValue(kind, stream, rarity));
      const cardinality = kind === 'categories' ? 12 : undefined;
      return { kind: 'number' as const, name: `x${j}`, values, integer: false, ...(cardinality && { cardinality }) };
    }),
  );
}

function drawValue(kind: (typeof kinds)[number], stream: ReturnType<typeof createRng>, rarity: number): number {
  if (kind !== 'dense' && stream.uniform() * rarity > 1)
    return { missing: Number.NaN, categories: 3 }[kind as never] ?? 0;
  if (kind === 'one-hot') return 1;
  if (kind === 'counts') return stream.integer(6) - 1;
  if (kind === 'categories') return stream.uniform() < 0.1 ? Number.NaN : stream.integer(12);
  return stream.uniform() < 0.1 ? Number.POSITIVE_INFINITY : stream.normal();
}

/** A table with a bin for every row of every column. */
function writtenOut(table: BinnedTable): Omit<BinnedTable, 'sparse'> {
  const { sparse, ...rest } = table;
  const codes = sparse.map((listed, j) => {
    if (!listed) return [table.codes[j], table.watched[j]];
    const all = new Uint8Array(table.nRows + table.nWatched).fill(listed.usual);
    for (const [i, row] of listed.rows.entries()) all[row] = listed.codes[i];
    return [all.subarray(0, table.nRows), all.subarray(table.nRows)];
  });
  return { ...rest, codes: codes.map(([ofRows]) => ofRows), watched: codes.map(([, ofWatched]) => ofWatched) };
}

describe('binTable', () => {
  const shapes = fc.record({
    nRows: fc.integer({ min: 1, max: 300 }),
    nColumns: fc.integer({ min: 1, max: 60 }),
    rarity: fc.constantFrom(2, 12, 40, 400),
    maxBins: fc.constantFrom(2, 3, 16, 255),
    nWatched: fc.constantFrom(0, 1, 50),
    seed: fc.nat(),
  });

  it('gives the same bins whether or not it lists rows', () => {
    fc.assert(
      fc.property(shapes, ({ nRows, nColumns, rarity, maxBins, nWatched, seed }) => {
        const X = drawTable(nRows, nColumns, rarity, seed);
        const watched = nWatched > 0 ? drawTable(nWatched, nColumns, seed % 2 ? rarity : 2, seed + 1) : undefined;
        const listed = binTable(X, maxBins, watched, undefined, true);
        expect(writtenOut(listed)).toEqual(writtenOut(binTable(X, maxBins, watched)));
      }),
      { numRuns: 100 },
    );
  });

  it('lists rows in ascending order, none in the usual bin', () => {
    const X = drawTable(2000, 60, 40, 1);
    const listed = binTable(X, 255, drawTable(500, 60, 2, 2), undefined, true).sparse.filter(
      (column) => column !== undefined,
    );
    expect(listed.length).toBeGreaterThanOrEqual(40);
    for (const { usual, rows, codes, nTraining } of listed) {
      expect(codes).not.toContain(usual);
      expect(rows).toEqual(rows.slice().sort((a, b) => a - b));
      expect(rows.filter((row) => row < 2000)).toHaveLength(nTraining);
    }
  });

  it('lists nothing where few columns are sparse, or none', () => {
    expect(binTable(drawTable(400, 15, 40, 1), 255, undefined, undefined, true).sparse.some(Boolean)).toBe(false);
    expect(binTable(drawTable(400, 60, 2, 1), 255, undefined, undefined, true).sparse.some(Boolean)).toBe(false);
    expect(binTable(drawTable(400, 60, 40, 1), 255).sparse.some(Boolean)).toBe(false);
  });

  it('has a bin for every row of a column whose first rows only look sparse', () => {
    const values = Array.from({ length: 20 }, () => Float64Array.from({ length: 6400 }, (_, row) => row % 100));
    const X = tableOf(
      values.map((ofColumn, j) => ({ kind: 'number', name: `x${j}`, values: ofColumn, integer: true })),
    );
    const listed = binTable(X, 255, undefined, undefined, true);
    expect(listed.sparse.some(Boolean)).toBe(false);
    expect(listed.columns).toHaveLength(20);
  });
});
