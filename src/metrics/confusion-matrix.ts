/** The confusion matrix. */

/** Weights of rows by actual (row) and predicted (column) class. */
export interface Confusion {
  readonly nClasses: number;
  /** nClasses * nClasses cells, row-major: `cells[actual * nClasses + predicted]`. */
  readonly cells: Float64Array;
  /** Cells that may hold weight, ascending, where few of many do; absent = all. */
  readonly used?: Int32Array;
}
