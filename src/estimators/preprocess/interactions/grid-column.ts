/** Columns cut into few bins, so that pairs of them can be looked at cell by cell. */
import { countBelow } from '../../../math/sorted-places.ts';
import type { NumberColumn, StringColumn } from '../../../table/column.ts';
import { categoryCodes, chooseCategories } from '../categories.ts';
import { moments } from '../moments.ts';
import { middleShares } from '../value-shares.ts';

/** Bins of every column, the last of which is for what the others do not hold. */
export const gridSize = 16;
const lastBin = gridSize - 1;

/** Standardised values beyond this count as this: a product of two far-off values would outweigh all other rows. */
export const farOff = 4;

/** A column on the grid. */
export interface GridColumn {
  readonly name: string;
  /** nRows bins, 0 .. gridSize-1. */
  readonly bins: Uint8Array;
  /** Number columns have ordered bins and a last one for missing values; texts one for each level and a last one for other texts. */
  readonly kind: 'number' | 'category';
  /** Bins before the last one. */
  readonly nBins: number;
  /** Categories by bin; empty for numbers. */
  readonly levels: readonly string[];
  /** Between each bin of numbers and the next, nBins - 1; empty for categories. */
  readonly thresholds: Float64Array;
  /** Of numbers; 0 and 1 for categories. */
  readonly mean: number;
  readonly deviation: number;
  /** Standardised numbers, 0 where missing; empty for categories. */
  readonly scores: Float64Array;
}

/**
 * A number column by quantiles of the weights, each value a bin of its own where there are few.
 *
 * @param mostBins 2 .. gridSize-1.
 * @returns undefined where all present values are equal.
 */
export function gridOfNumbers(
  { name, values }: NumberColumn,
  weights: Float64Array | undefined,
  mostBins: number,
): GridColumn | undefined {
  const { distinct, shares } = middleShares(values, weights);
  if (distinct.length < 2) return undefined;
  const { mean, deviation } = moments(values.map(finiteOrMissing), weights);
  if (!(deviation > 0 && Number.isFinite(deviation))) return undefined;
  const nBins = Math.min(mostBins, distinct.length);
  const binOf = Uint8Array.from(shares, (share, place) =>
    distinct.length <= mostBins ? place : Math.min(nBins - 1, Math.floor(share * nBins)),
  );
  const bins = Uint8Array.from(values, (value) =>
    Number.isFinite(value) ? binOf[countBelow(distinct, value)] : lastBin,
  );
  const scores = values.map((value) =>
    Number.isFinite(value) ? Math.min(farOff, Math.max(-farOff, (value - mean) / deviation)) : 0,
  );
  const thresholds = new Float64Array(nBins - 1);
  for (let place = 1; place < distinct.length; place++) {
    const between = distinct[place - 1] / 2 + distinct[place] / 2;
    thresholds.fill(between, binOf[place - 1], binOf[place]);
  }
  return { name, bins, kind: 'number', nBins, levels: [], thresholds, mean, deviation, scores };
}

/** The most frequent categories of a text column; undefined where all rows have the same. */
export function gridOfTexts(column: StringColumn, mostBins: number): GridColumn | undefined {
  const { kept } = chooseCategories(column, 0, mostBins);
  const bins = Uint8Array.from(categoryCodes(column, kept), (code) => (code >= 0 ? code : lastBin));
  if (bins.length === 0 || bins.every((bin) => bin === bins[0])) return undefined;
  const none = new Float64Array();
  return {
    name: column.name,
    bins,
    kind: 'category',
    nBins: kept.length,
    levels: kept,
    thresholds: none,
    mean: 0,
    deviation: 1,
    scores: none,
  };
}

function finiteOrMissing(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
