/** What is drawn when a sample is drawn again: rows, or whole groups of rows that are not independent of each other. */

export interface Units {
  readonly count: number;
  readonly nRows: number;
  /** Unit of each row, 0 .. count-1; absent when every row is its own unit. */
  readonly ofRow?: Int32Array;
}

/** @param groups any whole number per row; equal numbers belong together. */
export function unitsOf(nRows: number, groups: Int32Array | undefined): Units {
  if (!groups) return { count: nRows, nRows };
  const numbers = new Map<number, number>();
  const ofRow = groups.map((group) => {
    const known = numbers.get(group);
    if (known !== undefined) return known;
    numbers.set(group, numbers.size);
    return numbers.size - 1;
  });
  return { count: numbers.size, nRows, ofRow };
}

/** A figure per unit as a figure per row, written to `target`. */
export function spread(units: Units, ofUnit: Float64Array, target: Float64Array): Float64Array {
  if (!units.ofRow) return ofUnit;
  for (let row = 0; row < target.length; row++) target[row] = ofUnit[units.ofRow[row]];
  return target;
}
