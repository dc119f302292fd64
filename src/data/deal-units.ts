/** Deals units of rows (single rows, groups, bundles of equal rows) to bins so that every bin gets its share of every class. */
import type { Rng } from '../math/rng.ts';

/** Rows that must stay together, as one list cut at `starts`: unit u has rows[starts[u]] .. rows[starts[u + 1] - 1]. */
export interface Units {
  readonly rows: Int32Array;
  readonly starts: Int32Array;
}

/** Every row a unit of its own. */
export function singleUnits(rows: Int32Array): Units {
  return { rows, starts: Int32Array.from({ length: rows.length + 1 }, (_, i) => i) };
}

/** Units of the rows that share a label; `labelOf` has one label per element of `rows`. Units stand in order of appearance. */
export function unitsOf(rows: Int32Array, labelOf: Int32Array): Units {
  const place = new Map<number, number>();
  const sizes: number[] = [];
  const unit = labelOf.map((label) => {
    let found = place.get(label);
    if (found === undefined) {
      found = sizes.push(0) - 1;
      place.set(label, found);
    }
    sizes[found]++;
    return found;
  });
  if (sizes.length === rows.length) return singleUnits(rows);
  const starts = new Int32Array(sizes.length + 1);
  for (let u = 0; u < sizes.length; u++) starts[u + 1] = starts[u] + sizes[u];
  const next = starts.slice();
  const sorted = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) sorted[next[unit[i]]++] = rows[i];
  return { rows: sorted, starts };
}

/**
 * Puts each unit into one bin. Units come in random order, larger ones first; each goes where the bins' shares of its classes
 * stay closest to `weights` (least growth of the sum of squared, normalised class counts; for single rows this is
 * Sainte-Lague's rule, so every class is shared out to within one row). Ties: the emptier bin, then the lower number.
 *
 * @param classOf class of a row, 0 .. nClasses - 1 (all 0 without classes); @param weights shares of the bins, summing to 1.
 * @returns the bin of each unit.
 */
export function dealUnits(
  units: Units,
  classOf: (row: number) => number,
  nClasses: number,
  weights: readonly number[],
  rng: Rng,
): Int32Array {
  const nUnits = units.starts.length - 1;
  const totals = new Float64Array(nClasses);
  for (const row of units.rows) totals[classOf(row)]++;
  const held = weights.map(() => new Float64Array(nClasses));
  const filled = new Float64Array(weights.length);
  const bins = new Int32Array(nUnits);
  const mine = new Float64Array(nClasses);
  const classes: number[] = [];
  for (const u of dealingOrder(units, rng)) {
    classes.length = 0;
    for (let i = units.starts[u]; i < units.starts[u + 1]; i++) {
      const code = classOf(units.rows[i]);
      if (mine[code]++ === 0) classes.push(code);
    }
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let bin = 0; bin < weights.length; bin++) {
      let growth = 0;
      for (const code of classes) {
        growth += (mine[code] * (2 * held[bin][code] + mine[code])) / (weights[bin] * totals[code] * totals[code]);
      }
      const emptier = growth === least && filled[bin] / weights[bin] < filled[best] / weights[best];
      if (growth < least || emptier) {
        best = bin;
        least = growth;
      }
    }
    bins[u] = best;
    filled[best] += units.starts[u + 1] - units.starts[u];
    for (const code of classes) {
      held[best][code] += mine[code];
      mine[code] = 0;
    }
  }
  return bins;
}

function dealingOrder({ starts }: Units, rng: Rng): Int32Array {
  const order = rng.permutation(starts.length - 1);
  if (starts[starts.length - 1] === order.length) return order;
  const turn = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) turn[order[i]] = i;
  const size = (u: number) => starts[u + 1] - starts[u];
  return order.sort((a, b) => size(b) - size(a) || turn[a] - turn[b]);
}
