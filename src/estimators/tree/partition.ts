/** Parting the rows of a leaf between its children. */
import { type BinnedTable, columnsPerWord } from './binned-table.ts';
import type { Split } from './split.ts';

/**
 * Moves the rows that go left to the front of `rows`; both parts keep their order.
 *
 * @param spare As long as `rows`, at least.
 * @returns The number of rows that went left.
 */
export function partition(rows: Int32Array, table: BinnedTable, split: Split, spare: Int32Array): number {
  const word = table.words[Math.floor(split.column / columnsPerWord)];
  const shift = 8 * (split.column % columnsPerWord);
  const leftBins = split.leftBins ?? numericLeftBins(split, table.columns[split.column].bins.nBins);
  let nLeft = 0;
  let nRight = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    // Written to both places and counted in one, which costs less than a branch that is hard to predict.
    const goesLeft = leftBins[(word[row] >>> shift) & 255];
    rows[nLeft] = row;
    spare[nRight] = row;
    nLeft += goesLeft;
    nRight += 1 - goesLeft;
  }
  rows.set(spare.subarray(0, nRight), nLeft);
  return nLeft;
}

function numericLeftBins({ lastLeft, missingLeft }: Split, nBins: number): Uint8Array {
  const leftBins = new Uint8Array(nBins + 1).fill(1, 0, lastLeft! + 1);
  leftBins[nBins] = missingLeft ? 1 : 0;
  return leftBins;
}
