/** Random disjoint blocks of rows, and what the spread of a figure over them says. */
import type { Rng } from '../math/rng.ts';
import type { Units } from './units.ts';

const wanted = 100;
/** Fewer would say too little about the spread. */
const fewest = 40;
/** Each class needs about this many rows in each block for scores to behave. */
const rowsOfClass = 30;

/**
 * Parts the units into blocks of nearly equal numbers of units.
 *
 * @param classes class code per row; absent for regression.
 * @returns undefined when there are too few units, or a class is so rare that blocks would lack it.
 */
export function randomBlocks(units: Units, classes: Float64Array | undefined, rng: Rng): Int32Array[] | undefined {
  const most = Math.min(wanted, units.count, Math.floor(rarest(classes, units.nRows) / rowsOfClass));
  if (most < fewest) return undefined;
  const order = rng.permutation(units.count);
  const blockOfUnit = new Int32Array(units.count);
  for (let i = 0; i < units.count; i++) blockOfUnit[order[i]] = i % most;
  const blockOf = (row: number) => blockOfUnit[units.ofRow ? units.ofRow[row] : row];
  const sizes = new Int32Array(most);
  for (let row = 0; row < units.nRows; row++) sizes[blockOf(row)]++;
  const blocks = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  for (let row = 0; row < units.nRows; row++) {
    const block = blockOf(row);
    blocks[block][sizes[block]++] = row;
  }
  return blocks;
}

/** The standard error of a figure from its spread over blocks; NaN where it is not defined on one of them. */
export function batchMeans(onRows: (rows: Int32Array) => number, blocks: readonly Int32Array[]): number {
  const values = blocks.map(onRows);
  if (!values.every(Number.isFinite)) return Number.NaN;
  const rows = blocks.map((block) => block.length);
  const total = rows.reduce((all, each) => all + each, 0);
  const centre = values.reduce((all, value, b) => all + value * rows[b], 0) / total;
  let squares = 0;
  for (const [b, value] of values.entries()) {
    const deviation = ((value - centre) * rows[b]) / total;
    squares += deviation * deviation;
  }
  return Math.sqrt((squares * blocks.length) / (blocks.length - 1));
}

/** Rows of the rarest class that occurs. */
function rarest(classes: Float64Array | undefined, nRows: number): number {
  if (!classes) return nRows;
  const counts = new Map<number, number>();
  for (const code of classes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Math.min(...counts.values());
}
