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
  // An open hash table of groups, at most half full: a Map of millions of hashes takes many times longer.
  let size = 16;
  while (size < 2 * nRows) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  for (let row = 0; row < nRows; row++) {
    let slot = hashes[row] & (size - 1);
    while (slots[slot] >= 0) {
      const other = first[slots[slot]];
      if (hashes[other] === hashes[row] && sameRow(table.columns, row, other)) break;
      slot = (slot + 1) & (size - 1);
    }
    if (slots[slot] < 0) slots[slot] = first.push(row) - 1;
    group[row] = slots[slot];
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
  // The table above uses the lowest bits, so all bits must reach them.
  return hashes.map((hash) => {
    const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
    return twice ^ (twice >>> 16);
  });
}

/** Joins a word to a hash; the rounds of MurmurHash3 (Appleby, 2011, public domain). */
function mixed(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}
