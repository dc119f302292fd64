/** How far clusters agree with classes that were known all along. */
import { normalQuantile } from '../../math/distributions.ts';
import { adjustedInformation } from '../../metrics/clustering/adjusted-mutual-information.ts';
import { adjustedRandOf } from '../../metrics/clustering/adjusted-rand.ts';
import { type Contingency, contingencyOf } from '../../metrics/clustering/contingency.ts';
import type { Score } from '../evaluation.ts';

/**
 * Adjusted Rand index and adjusted mutual information of two labellings of the same rows, 1 for equal ones and about 0 for unrelated
 * ones. Intervals by the jackknife (Efron, Stein 1981): rows that meet in one pair of labels are alike, so that one of each pair is
 * left out in turn. None where every row counts the same. Needs `distributionsReady()`.
 *
 * @throws SHAPE_MISMATCH when the lengths differ.
 */
export function labelAgreement(
  found: ArrayLike<number>,
  known: ArrayLike<number>,
): { readonly adjusted_rand: Score; readonly adjusted_mutual_information: Score } {
  const contingency = contingencyOf(found, known);
  return {
    adjusted_rand: jackknifed(contingency, adjustedRandOf),
    adjusted_mutual_information: jackknifed(contingency, adjustedInformation),
  };
}

function jackknifed(contingency: Contingency, statistic: (contingency: Contingency) => number): Score {
  const { rows, cells } = contingency;
  const value = statistic(contingency);
  if (rows < 3 || !Number.isFinite(value)) return { value: Number.isFinite(value) ? value : null, ci: null };
  const left = cells.map((_, cell) => statistic(withoutRow(contingency, cell)));
  const middle = left.reduce((sum, one, i) => sum + one * (cells[i].rows / rows), 0);
  const spread = left.reduce((sum, one, i) => sum + cells[i].rows * (one - middle) * (one - middle), 0);
  const half = normalQuantile(0.975) * Math.sqrt(((rows - 1) / rows) * spread);
  if (!(half > Number.EPSILON)) return { value, ci: null };
  return { value, ci: [Math.max(-1, value - half), Math.min(1, value + half)], method: 'influence' };
}

/** The same rows but one of a cell. */
function withoutRow({ rows, first, second, cells }: Contingency, cell: number): Contingency {
  const { a, b } = cells[cell];
  const fewer = (sizes: Float64Array, label: number) =>
    sizes.map((size, at) => (at === label ? size - 1 : size)).filter((size) => size > 0);
  const others = cells.map((one, at) => (at === cell ? { ...one, rows: one.rows - 1 } : one));
  const gone = { first: first[a] === 1 ? a : undefined, second: second[b] === 1 ? b : undefined };
  return {
    rows: rows - 1,
    first: fewer(first, a),
    second: fewer(second, b),
    cells: others
      .filter((one) => one.rows > 0)
      .map((one) => ({ a: shifted(one.a, gone.first), b: shifted(one.b, gone.second), rows: one.rows })),
  };
}

/** The number of a label once another is gone. */
function shifted(label: number, gone: number | undefined): number {
  return gone !== undefined && label > gone ? label - 1 : label;
}
