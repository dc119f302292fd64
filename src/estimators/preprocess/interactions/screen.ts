/** The pairs of columns that are worth a closer look. */
import { sum } from '../../../math/reduce.ts';
import type { NumberColumn, StringColumn } from '../../../table/column.ts';
import type { Table } from '../../../table/table.ts';
import type { FitInput } from '../../estimator.ts';
import { targetColumns } from '../target/target-columns.ts';
import { type GridColumn, gridOfNumbers, gridOfTexts, gridSize } from './grid-column.ts';
import { type TargetLeft, type Unexplained, unexplained } from './main-effects.ts';
import type { PairSource } from './pair-candidates.ts';
import { pairGains } from './pair-gain.ts';

type Learned = FitInput & { readonly y: Float64Array };

/** A pair that might matter. */
export interface ScreenedPair {
  readonly first: PairSource;
  readonly second: PairSource;
  /** The best gain of a pair of cuts, for any target. */
  readonly gain: number;
  /** Gains of the pairs of cuts for that target. */
  readonly gains: Float64Array;
}

/** Rows times pairs times targets of a screening: what takes about a second. */
const mostCells = 40_000_000;
const [fewestRows, mostRows] = [2000, 20_000];
/** Classes that are looked at, the most frequent ones. */
const mostTargets = 8;
/** Bins of a main effect have this many rows. */
const rowsOfBin = 5;
const fewestBins = 4;

/** Rows that a screening looks at. It depends on counts alone, so that the same table has the same screening everywhere. */
export function rowsToScreen(nColumns: number, nClasses: number): number {
  const nTargets = nClasses > 2 ? Math.min(nClasses, mostTargets) : 1;
  const pairs = Math.max(1, (nColumns * (nColumns - 1)) / 2);
  return Math.min(mostRows, Math.max(fewestRows, Math.floor(mostCells / (pairs * nTargets))));
}

/** Numbers and texts but running text. */
export function pairable({ columns }: Table): (NumberColumn | StringColumn)[] {
  return columns.filter(
    (column): column is NumberColumn | StringColumn =>
      column.kind === 'number' || (column.kind === 'string' && column.text !== true),
  );
}

/** Columns on grids, without those that are constant. */
export function gridsOf(input: Learned, nColumns: number): PairSource[] {
  const { X, sampleWeight } = input;
  const fair = Math.floor(X.nRows / (rowsOfBin * Math.max(1, nColumns)));
  const mostBins = Math.min(gridSize - 1, Math.max(fewestBins, fair));
  return pairable(X).flatMap((column) => {
    const grid =
      column.kind === 'number' ? gridOfNumbers(column, sampleWeight, mostBins) : gridOfTexts(column, mostBins);
    return grid ? [{ column, grid }] : [];
  });
}

/** The columns that say most alone, in their order: where there are too many to look at all pairs. */
export function strongest(input: Learned, sources: readonly PairSource[], most: number): Set<string> {
  const targets = targetsLeft(input, []);
  const gains = sources.map(({ grid }) =>
    targets.reduce((all, { bent }) => Math.max(all, gainAlone(grid, bent)), Number.NEGATIVE_INFINITY),
  );
  const ranked = [...sources.keys()].sort((a, b) => gains[b] - gains[a] || a - b);
  return new Set(ranked.slice(0, most).map((place) => sources[place].grid.name));
}

/** What the main effects of the columns leave of each target: the numbers, class 1 of two, or each of several classes. */
export function targetsLeft({ y, nClasses, sampleWeight }: Learned, columns: readonly GridColumn[]): TargetLeft[] {
  const weights = meanOne(sampleWeight, y.length);
  const targets = targetColumns({ y, nClasses });
  const sizes = targets.map((target) => sum(target));
  const frequent = [...targets.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b).slice(0, mostTargets);
  return frequent.flatMap((place) => unexplained({ columns, y: targets[place], weights, isClass: nClasses > 0 }) ?? []);
}

/** The pairs of largest gain, at most `most`; ties by the places of their columns. */
export function screenedPairs(
  sources: readonly PairSource[],
  targets: readonly TargetLeft[],
  most: number,
): ScreenedPair[] {
  const means = targets.map(({ bent: { hessian } }) => sum(hessian) / hessian.length);
  let kept: ScreenedPair[] = [];
  const trim = () => {
    // Sorting is stable, and pairs come in the order of their columns.
    kept = kept.sort((a, b) => b.gain - a.gain).slice(0, most);
  };
  for (const [i, first] of sources.entries()) {
    for (const second of sources.slice(i + 1)) {
      let best: ScreenedPair | undefined;
      for (const [t, { bent }] of targets.entries()) {
        const gains = pairGains(first.grid, second.grid, bent, means[t]);
        const gain = gains.reduce((largest, value) => (value > largest ? value : largest), 0);
        if (gain > (best?.gain ?? 0)) best = { first, second, gain, gains };
      }
      if (best) kept.push(best);
    }
    trim();
  }
  return kept;
}

/** Chi-square of a column's bins, less what chance gives. */
function gainAlone({ bins, nBins }: GridColumn, { gradient, hessian }: Unexplained): number {
  const [g, h] = [new Float64Array(gridSize), new Float64Array(gridSize)];
  for (let row = 0; row < bins.length; row++) {
    g[bins[row]] += gradient[row];
    h[bins[row]] += hessian[row];
  }
  return sum(g.map((value, bin) => (h[bin] > 0 ? (value * value) / h[bin] : 0))) - nBins;
}

/** Weights count rows among themselves, so that only their proportions matter. */
function meanOne(weights: Float64Array | undefined, nRows: number): Float64Array {
  if (!weights) return new Float64Array(nRows).fill(1);
  const mean = sum(weights) / nRows;
  return weights.map((weight) => weight / mean);
}
