/** Intervals of comparisons of rates, by formula. */
import type { Proportion } from '../../metrics/metric.ts';
import type { Score } from '../evaluation.ts';
import { belowOne, type Extremes, scoreOf } from './comparison.ts';
import { differenceInterval, ratioInterval } from './rate-intervals.ts';

/**
 * Differences and ratios of the groups at the ends. The ends were chosen by looking, so the level is corrected for all pairs of
 * groups, or for all groups where they are compared with all rows (Bonferroni); of two groups it is 95 %.
 *
 * A group is a part of all rows, so what is compared is the group with the rest: of a group with the share w of the rows,
 * p - p_all = (1 - w)(p - p_rest), and p / p_all = r / (w r + 1 - w) where r = p / p_rest.
 *
 * @param nGroups number of groups among which the ends were chosen, >= 2.
 */
export function compareRates(
  { lowest, highest, farthest, leastRatio }: Extremes,
  overall: Proportion,
  nGroups: number,
): Record<'difference' | 'ratio' | 'differenceToOverall' | 'ratioToOverall', Score> {
  const ofPairs = 1 - 0.1 / (nGroups * (nGroups - 1));
  const [low, high] = [lowest.figure.proportion!, highest.figure.proportion!];
  const all = overall.successes / overall.rows;
  // Two groups that make up all rows are each other's rest: one question, not two.
  const questions = nGroups === 2 && low.rows + high.rows === overall.rows ? 1 : nGroups;
  const ofGroups = 1 - 0.05 / questions;
  return {
    difference: scoreOf(highest.value - lowest.value, differenceInterval(high, low, ofPairs)),
    ratio: scoreOf(lowest.value / highest.value, ratioInterval(low, high, ofPairs)),
    differenceToOverall: differenceToAll(farthest.figure.proportion!, overall, all, ofGroups),
    ratioToOverall: ratioToAll(leastRatio.figure.proportion!, overall, all, ofGroups),
  };
}

function restOf(part: Proportion, overall: Proportion): Proportion {
  return { successes: overall.successes - part.successes, rows: overall.rows - part.rows };
}

function differenceToAll(part: Proportion, overall: Proportion, all: number, level: number): Score {
  const rest = restOf(part, overall);
  const difference = part.successes / part.rows - all;
  const [low, high] = differenceInterval(part, rest, level).map((end) => end * (rest.rows / overall.rows));
  return scoreOf(Math.abs(difference), difference < 0 ? [-high, -low] : [low, high]);
}

function ratioToAll(part: Proportion, overall: Proportion, all: number, level: number): Score {
  const share = part.rows / overall.rows;
  const toAll = (ratio: number) =>
    ratio === Number.POSITIVE_INFINITY ? 1 / share : ratio / (share * ratio + 1 - share);
  const ratio = part.successes / part.rows / all;
  const [low, high] = ratioInterval(part, restOf(part, overall), level).map(toAll);
  return scoreOf(belowOne(ratio), ratio > 1 ? [1 / high, 1 / low] : [low, high]);
}
