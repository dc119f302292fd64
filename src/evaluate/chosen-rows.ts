/** Sets of rows as rising row numbers. */

/** Rows of `from` that are not in `rows`. */
export function minus(from: Int32Array, rows: Int32Array): Int32Array {
  const rest = new Int32Array(from.length - rows.length);
  let at = 0;
  let kept = 0;
  for (const row of from) {
    if (rows[at] === row) at++;
    else rest[kept++] = row;
  }
  return rest;
}

/** Rows of both. */
export function common(a: Int32Array, b: Int32Array): Int32Array {
  let at = 0;
  return a.filter((row) => {
    while (b[at] < row) at++;
    return b[at] === row;
  });
}

/** Rows of both as a part of the rows of either. */
export function shared(a: Int32Array, b: Int32Array): number {
  const both = common(a, b).length;
  return both / (a.length + b.length - both);
}
