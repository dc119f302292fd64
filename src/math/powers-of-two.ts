/** Powers of two as a table: scaling by a table entry is exact and faster than writing exponent bits. */

const smallest = -1074;

/** Entry `exponent + 1074` is 2^exponent, for -1074 <= exponent <= 1023. */
export const powersOfTwo: Float64Array = buildTable();

/** Index of 2^0 in the table. */
export const powerOfTwoZero: number = -smallest;

function buildTable(): Float64Array {
  const table = new Float64Array(1023 - smallest + 1);
  table[0] = Number.MIN_VALUE;
  for (let i = 1; i < table.length; i++) table[i] = 2 * table[i - 1];
  return table;
}
