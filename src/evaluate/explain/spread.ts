/** Adding a table of results by group to the rows of the groups. */

/**
 * Adds `table[from + group]` to `out[to + row]` for every row of `groups`, and the same for a second pair of places in the same pass.
 * The two places in `out` must differ.
 */
export function spreadTwo(
  groups: Uint16Array,
  table: Float64Array,
  from: number,
  secondFrom: number,
  out: Float64Array,
  to: number,
  secondTo: number,
): void {
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row];
    out[to + row] += table[from + group];
    out[secondTo + row] += table[secondFrom + group];
  }
}

/** Adds `table[from + group]` to `out[to + row]` for every row of `groups`. */
export function spreadOne(groups: Uint16Array, table: Float64Array, from: number, out: Float64Array, to: number): void {
  for (let row = 0; row < groups.length; row++) out[to + row] += table[from + groups[row]];
}
