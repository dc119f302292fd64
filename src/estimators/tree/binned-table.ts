/** The training columns as bin numbers: what trees are grown from. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { type Bins, binColumn, binsOf } from './bins.ts';
import { openColumnNumbers } from './column-numbers.ts';
import { type SparseCodes, sparseBinning } from './sparse-column.ts';

/** A column that can be split. */
export interface BinnedColumn {
  /** Position in the training table. */
  readonly feature: number;
  readonly bins: Bins;
}

export interface BinnedTable {
  readonly nRows: number;
  readonly columns: readonly BinnedColumn[];
  /** Names of the columns of the training table. */
  readonly names: readonly string[];
  /** The bin of every row, by column: 0 .. nBins, the last for missing values. Empty where `sparse` has the column. */
  readonly codes: readonly Uint8Array[];
  /** Rows that are watched and not learned from, and their bins. */
  readonly nWatched: number;
  readonly watched: readonly Uint8Array[];
  /** By column: its rows outside of its usual bin, of training and watched rows; undefined: `codes` and `watched` have it. */
  readonly sparse: readonly (SparseCodes | undefined)[];
}

/**
 * Bins a table of number columns. Columns that are alike in all rows cannot be split and are left out.
 *
 * @param listSparse Lists the rows of columns that are nearly always in one bin, where there are many such columns.
 */
export function binTable(X: Table, maxBins: number, watchedX?: Table, listSparse = false): BinnedTable {
  const columns: BinnedColumn[] = [];
  const codes: Uint8Array[] = [];
  const watched: Uint8Array[] = [];
  const sparse: (SparseCodes | undefined)[] = [];
  const nWatched = watchedX?.nRows ?? 0;
  const numbers = openColumnNumbers(Math.max(X.nRows, nWatched));
  const binSparse = listSparse ? sparseBinning(X, nWatched, maxBins, numbers) : undefined;
  for (const [feature, column] of X.columns.entries()) {
    const watchedColumn = watchedX?.columns[feature] as NumberColumn | undefined;
    const found = binSparse?.(column as NumberColumn, watchedColumn);
    if (found) {
      if (found.sparse.nTraining === 0) continue;
      columns.push({ feature, bins: found.bins });
      sparse.push(found.sparse);
      codes.push(new Uint8Array());
      watched.push(new Uint8Array());
      continue;
    }
    const bins = binsOf(column as NumberColumn, maxBins, numbers);
    const ofColumn = binColumn((column as NumberColumn).values, bins, numbers);
    if (ofColumn.every((code) => code === ofColumn[0])) continue;
    columns.push({ feature, bins });
    codes.push(ofColumn);
    sparse.push(undefined);
    watched.push(watchedColumn ? binColumn(watchedColumn.values, bins, numbers) : new Uint8Array());
  }
  return {
    nRows: X.nRows,
    names: X.columns.map(({ name }) => name),
    columns,
    codes,
    nWatched,
    watched,
    sparse,
  };
}
