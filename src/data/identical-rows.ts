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
  const { nRows, columns } = table;
  const hashes = rowHashes(table);
  const group = new Int32Array(nRows);
  const first = new Int32Array(nRows);
  let groups = 0;
  // Open addressing: a slot holds the number of a group, or -1; at most half of the slots are taken.
  const last = 2 * (1 << (32 - Math.clz32(nRows))) - 1;
  const slots = new Int32Array(last + 1).fill(-1);
  for (let row = 0; row < nRows; row++) {
    const hash = hashes[row];
    let slot = hash & last;
    let found = slots[slot];
    while (found >= 0 && (hashes[first[found]] !== hash || !sameRow(columns, row, first[found]))) {
      slot = (slot + 1) & last;
      found = slots[slot];
    }
    if (found < 0) {
      found = groups++;
      first[found] = row;
      slots[slot] = found;
    }
    group[row] = found;
  }
  return { group, first: first.slice(0, groups) };
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
