/** Which rows of a table are equal in every column. */
import type { Column } from '../table/column.ts';
import type { Table } from '../table/table.ts';

/** Groups of equal rows. */
export interface IdenticalRows {
  /** For each row the number of its group; groups count from 0 in order of first appearance. */
  readonly group: Int32Array;
  /** First row of each group. */
  readonly first: Int32Array;
}

/**
 * Groups rows whose values are the same in every column; missing equals missing, and 0 equals -0.
 * Rows are hashed to 32 bits and compared value by value inside a hash, so the answer is exact.
 */
export function identicalRows(table: Table): IdenticalRows {
  const { nRows } = table;
  const hashes = rowHashes(table);
  const group = new Int32Array(nRows);
  const first: number[] = [];
  /** Latest group with a hash, and for each group the one before it with the same hash. */
  const latest = new Map<number, number>();
  const previous: number[] = [];
  for (let row = 0; row < nRows; row++) {
    const newest = latest.get(hashes[row]);
    let found = newest;
    while (found !== undefined && found >= 0 && !sameRow(table.columns, row, first[found])) found = previous[found];
    if (found === undefined || found < 0) {
      found = first.push(row) - 1;
      previous.push(newest ?? -1);
      latest.set(hashes[row], found);
    }
    group[row] = found;
  }
  return { group, first: Int32Array.from(first) };
}

function sameRow(columns: readonly Column[], a: number, b: number): boolean {
  for (const column of columns) {
    const values = column.kind === 'string' ? column.codes : column.values;
    const x = values[a];
    const y = values[b];
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}

function rowHashes({ columns, nRows }: Table): Int32Array {
  const hashes = new Int32Array(nRows);
  for (const column of columns) {
    if (column.kind === 'string' || column.kind === 'boolean') {
      const values = column.kind === 'string' ? column.codes : column.values;
      for (let row = 0; row < nRows; row++) hashes[row] = mixed(hashes[row], values[row]);
      continue;
    }
    const { values } = column;
    const cell = new Float64Array(1);
    const words = new Int32Array(cell.buffer);
    for (let row = 0; row < nRows; row++) {
      // Adding 0 turns -0 into 0; every NaN gets one pattern.
      cell[0] = Number.isNaN(values[row]) ? Number.NaN : values[row] + 0;
      hashes[row] = mixed(mixed(hashes[row], words[0]), words[1]);
    }
  }
  return hashes;
}

/** Joins a word to a hash; the rounds of MurmurHash3 (Appleby, 2011, public domain). */
function mixed(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}
