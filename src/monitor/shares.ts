/** Two samples as shares of the same bins: categories as they are, numbers cut at quantiles of the reference. */
import { quantileSorted } from '../math/quantile.ts';
import type { DriftSample } from './drift-tests/drift-test.ts';

/** Bins of numbers. More bins see finer changes, and more noise. */
const mostBins = 10;

export interface Shares {
  /** Shares by bin; each sums to 1. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** Shares of both samples by bin. */
export function sharesOf(sample: DriftSample): Shares {
  if (sample.kind === 'categorical') return { reference: scaled(sample.reference), current: scaled(sample.current) };
  const edges = edgesOf(sample.reference);
  return { reference: scaled(counted(sample.reference, edges)), current: scaled(counted(sample.current, edges)) };
}

/** Distinct quantiles of the reference. Its smallest and largest value are edges too, so that values beyond them have bins of their own. */
function edgesOf(sorted: Float64Array): number[] {
  const edges: number[] = [];
  for (let i = 0; i <= mostBins; i++) {
    const edge = quantileSorted(sorted, i / mostBins);
    if (edge !== edges[edges.length - 1]) edges.push(edge);
  }
  return edges;
}

/** Counts of a sorted sample: below the first edge, from edge to edge, at and between the last two, above the last. */
function counted(sorted: Float64Array, edges: readonly number[]): Float64Array {
  const last = edges[edges.length - 1];
  const counts = new Float64Array(edges.length + 1);
  let bin = 0;
  for (const value of sorted) {
    while (bin < edges.length && (bin < edges.length - 1 ? value >= edges[bin] : value > last)) bin++;
    counts[bin]++;
  }
  return counts;
}

function scaled(counts: Float64Array): Float64Array {
  let total = 0;
  for (const count of counts) total += count;
  return counts.map((count) => count / total);
}
