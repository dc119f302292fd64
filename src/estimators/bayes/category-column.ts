/** A column of category codes in naive Bayes: smoothed shares of the categories in each class. */
import { z } from 'zod';
import { log } from '../../math/log.ts';

/** What was learned of one column. */
export type CategoryColumn = {
  /** Place among the features. */
  readonly feature: number;
  readonly cardinality: number;
  /** nClasses x cardinality logarithms of shares, class by class. */
  readonly logShares: Float64Array;
};

export const categoryColumn = z.strictObject({
  feature: z.int().min(0),
  cardinality: z.int().min(1),
  logShares: z.instanceof(Float64Array).refine((shares) => shares.every((value) => value <= 0), 'shares are below 1'),
});

/**
 * Learns the share of each category: (its weight + alpha) / (weight of the class + alpha * cardinality), over present codes.
 * Codes that are missing, not whole, or outside 0 .. cardinality-1 are left out.
 *
 * @param y nRows class codes.
 */
export function fitCategoryColumn(
  feature: number,
  { values, cardinality }: { readonly values: Float64Array; readonly cardinality: number },
  { y, nClasses, weights }: { readonly y: Float64Array; readonly nClasses: number; readonly weights?: Float64Array },
  alpha: number,
): CategoryColumn {
  const counts = new Float64Array(nClasses * cardinality);
  const totals = new Float64Array(nClasses);
  for (let row = 0; row < values.length; row++) {
    if (!isCode(values[row], cardinality)) continue;
    const weight = weights ? weights[row] : 1;
    counts[y[row] * cardinality + values[row]] += weight;
    totals[y[row]] += weight;
  }
  const logShares = counts.map((count, at) => {
    const total = totals[Math.floor(at / cardinality)];
    return log((count + alpha) / (total + alpha * cardinality));
  });
  return { feature, cardinality, logShares };
}

/** Adds the logarithm of the category's share in each class to each row; what is no known code adds nothing. */
export function addCategoryShares(
  { cardinality, logShares }: CategoryColumn,
  values: Float64Array,
  perClass: readonly Float64Array[],
): void {
  for (const [code, totals] of perClass.entries()) {
    for (let row = 0; row < values.length; row++) {
      if (isCode(values[row], cardinality)) totals[row] += logShares[code * cardinality + values[row]];
    }
  }
}

function isCode(value: number, cardinality: number): boolean {
  return value >= 0 && value < cardinality && Number.isInteger(value);
}
