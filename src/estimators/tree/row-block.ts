/** Some rows of number columns side by side, as trees look at them: the values of a row follow each other. */

/** Writes rows `first` .. `first + length - 1` of nColumns columns into `block`: value j of the i-th at i * nColumns + j. */
export function fillRowBlock(
  block: Float64Array,
  columns: readonly Float64Array[],
  first: number,
  length: number,
): void {
  for (let j = 0; j < columns.length; j++) {
    const values = columns[j];
    for (let i = 0; i < length; i++) block[i * columns.length + j] = values[first + i];
  }
}
