/** Scores of ranked lists with their confidence intervals at 95 %: what is drawn again are whole lists. */
import { createRng } from '../math/philox.ts';
import { mean } from '../math/reduce.ts';
import { type ListScore, type RankedRows, rankedLists } from '../metrics/ranked-lists/lists.ts';
import { weightedMean } from '../metrics/row-mean.ts';
import type { Score } from './evaluation.ts';
import { sampledIntervals } from './sampled-intervals.ts';
import type { Statistic } from './statistic.ts';
import { unitsOf } from './units.ts';

export interface ListEvaluation extends Score {
  /** Lists on which the score is defined: those with something relevant. */
  readonly lists: number;
}

/**
 * The mean of each score over the lists where it is defined.
 *
 * @param scores by a name of your own: `{ ndcg_10: ndcg(10), map: averagePrecision }`. @param seed safe whole number >= 0.
 * @throws SHAPE_MISMATCH, VALUE_INVALID
 */
export function evaluateLists<Name extends string>(
  rows: RankedRows,
  scores: Readonly<Record<Name, ListScore>>,
  seed: number,
): Record<Name, ListEvaluation> {
  const lists = rankedLists(rows);
  const named = Object.entries<ListScore>(scores).map(([name, score]) => {
    const values = Float64Array.from(lists, score).filter((value) => !Number.isNaN(value));
    const [sampled] = sampledIntervals([meanStatistic(values)], {
      units: unitsOf(values.length, undefined),
      rng: createRng(seed).split('lists').split(name),
    });
    const value = values.length > 0 ? mean(values) : null;
    const evaluation = { value, ci: sampled?.ci ?? null, lists: values.length };
    return [name, sampled ? { ...evaluation, method: sampled.method } : evaluation] as const;
  });
  return Object.fromEntries(named) as Record<Name, ListEvaluation>;
}

/** The mean of values between 0 and 1. */
function meanStatistic(values: Float64Array): Statistic {
  const centre = mean(values);
  return {
    value: centre,
    bounds: [0, 1],
    resampling: 'bca',
    influence: () => values.map((value) => value - centre),
    reweighted: (weights) => weightedMean(values, weights),
    onRows: (rows) => mean(Float64Array.from(rows, (row) => values[row])),
  };
}
