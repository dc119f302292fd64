/** Numbers of rows, drawn and dealt at random. */
import type { Rng } from './rng.ts';

/** All of `0 .. nRows-1`, or as many of them at random, ascending. */
export function drawnRows(nRows: number, most: number, rng: Rng): Int32Array {
  if (nRows <= most) return Int32Array.from({ length: nRows }, (_, row) => row);
  return ascending(rng.permutation(nRows).slice(0, most));
}

/** Parts of `0 .. nRows-1`, each ascending, as even as can be; one row each where there are fewer than parts. */
export function dealtRows(nRows: number, parts: number, rng: Rng): Int32Array[] {
  const order = rng.permutation(nRows);
  return Array.from({ length: Math.min(parts, nRows) }, (_, part) =>
    ascending(order.filter((_, i) => i % parts === part)),
  );
}

function ascending(rows: Int32Array): Int32Array {
  return rows.sort((a, b) => a - b);
}
