import { describe, expect, it } from 'vitest';
import { sha256 as bytesHash } from '../core/hash.ts';
import { createRng } from '../math/philox.ts';
import { mostSearchRows, searchRows } from './search-rows.ts';

const rng = (seed = 1) => createRng(seed).split('rows');
const sha256 = (rows: Int32Array) => bytesHash(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
/** Every third row of a table, as a training part has them. */
const train = (n: number) => Int32Array.from({ length: n }, (_, i) => 3 * i);

describe('searchRows', () => {
  it('is all rows up to the limit', () => {
    const rows = train(mostSearchRows);
    expect(searchRows(rows, rng())).toBe(rows);
  });

  it('is a sample of the rows beyond it: in order, without repeats, from end to end', () => {
    const rows = train(mostSearchRows * 2);
    const chosen = searchRows(rows, rng());
    expect(chosen).toHaveLength(mostSearchRows);
    expect(chosen.every((row, i) => i === 0 || row > chosen[i - 1])).toBe(true);
    expect(chosen.every((row) => row % 3 === 0)).toBe(true);
    // Of each tenth of the rows, half: 20,000 with a standard deviation of 95.
    const tenths = new Int32Array(10);
    for (const row of chosen) tenths[Math.floor((row * 10) / (rows.length * 3))]++;
    for (const count of tenths) expect(Math.abs(count - mostSearchRows / 10)).toBeLessThan(600);
  });

  it('follows the seed, and leaves the training rows as they were', () => {
    const rows = train(mostSearchRows + 1000);
    const before = sha256(rows);
    const chosen = sha256(searchRows(rows, rng()));
    expect(sha256(searchRows(rows, rng()))).toBe(chosen);
    expect(sha256(searchRows(rows, rng(2)))).not.toBe(chosen);
    expect(sha256(rows)).toBe(before);
  });
});
