/** The training columns as bin numbers, four columns to a 32-bit word: what trees are grown from. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { type Bins, binColumn, binsOf } from './bins.ts';

/** A column that can be split. Its histogram has a cell per bin, then one for missing values. */
export interface BinnedColumn {
  /** Position in the training table. */
  readonly feature: number;
  readonly bins: Bins;
  /** Place of its first cell in a histogram. */
  readonly firstCell: number;
}

export interface BinnedTable {
  readonly nRows: number;
  readonly columns: readonly BinnedColumn[];
  /** Bins of columns 4 j .. 4 j + 3 are the bytes of `words[j]`, from the lowest; nRows words each. */
  readonly words: readonly Uint32Array[];
  /** Cells of a histogram, with spare ones at the end for the bytes that belong to no column. */
  readonly nCells: number;
}

/** Bytes per word. */
export const columnsPerWord = 4;

/** Bins a table of number columns. Columns that are alike in all rows cannot be split and are left out. */
export function binTable(X: Table, maxBins: number): BinnedTable {
  const columns: BinnedColumn[] = [];
  const words: Uint32Array[] = [];
  let nCells = 0;
  for (const [feature, column] of X.columns.entries()) {
    const { values } = column as NumberColumn;
    const bins = binsOf(column as NumberColumn, maxBins);
    const codes = binColumn(values, bins);
    if (codes.every((code) => code === codes[0])) continue;
    const place = columns.length % columnsPerWord;
    if (place === 0) words.push(new Uint32Array(X.nRows));
    const word = words[words.length - 1];
    for (let row = 0; row < codes.length; row++) word[row] |= codes[row] << (8 * place);
    columns.push({ feature, bins, firstCell: nCells });
    nCells += bins.nBins + 1;
  }
  return { nRows: X.nRows, columns, words, nCells: nCells + columnsPerWord };
}
