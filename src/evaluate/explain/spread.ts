/** Adding a table of results by group to the rows of the groups. */

/** Adds `table[from + group]` for every row from `skip` on to `out[to]` and the following places; the same for a second pair in the same pass. */
export function spreadTwo(
  groups: Uint16Array,
  skip: number,
  table: Float64Array,
  from: number,
  secondFrom: number,
  out: Float64Array,
  to: number,
  secondTo: number,
): void {
  for (let row = skip, at = to, second = secondTo; row < groups.length; row++, at++, second++) {
    const group = groups[row];
    out[at] += table[from + group];
    out[second] += table[secondFrom + group];
  }
}

/** Adds `table[from + group]` for every row from `skip` on to `out[to]` and the following places. */
export function spreadOne(
  groups: Uint16Array,
  skip: number,
  table: Float64Array,
  from: number,
  out: Float64Array,
  to: number,
): void {
  for (let row = skip, at = to; row < groups.length; row++, at++) out[at] += table[from + groups[row]];
}

/** Empties the table's columns of `nGroups` numbers, which begin every `stride`. For short ones a loop beats `fill`. */
export function clearColumns(table: Float64Array, nColumns: number, stride: number, nGroups: number): void {
  for (let column = 0, from = 0; column < nColumns; column++, from += stride) {
    if (nGroups > 64) table.fill(0, from, from + nGroups);
    else for (let at = from; at < from + nGroups; at++) table[at] = 0;
  }
}
