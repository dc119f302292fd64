/** What is kept of calibration rows: their scores, for all rows and for each group. Plain data. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { type RankPenalty, type SetMethod, setMethods } from './class-scores.ts';
import { type ScoreSample, scoreQuantile, scoreSample, scoreSampleState } from './score-sample.ts';

/** absolute: |y - prediction|; normalised: that over a difficulty; cqr: how far y is outside two predicted quantiles. */
export const intervalMethods = ['absolute', 'normalised', 'cqr'] as const;
export type IntervalMethod = (typeof intervalMethods)[number];

/** Scores of all rows, and of each group's; a group without rows has null. */
export type ConformalScores = { readonly all: ScoreSample; readonly groups: readonly (ScoreSample | null)[] };

export type ConformalIntervals = ConformalScores & { readonly method: IntervalMethod };
export type ConformalSets = ConformalScores & RankPenalty & { readonly method: SetMethod; readonly nClasses: number };

const scoresState = { all: scoreSampleState, groups: z.array(scoreSampleState.nullable()).max(100_000) };

export const intervalsState: z.ZodType<ConformalIntervals> = z.strictObject({
  ...scoresState,
  method: z.enum(intervalMethods),
});
export const setsState: z.ZodType<ConformalSets> = z.strictObject({
  ...scoresState,
  method: z.enum(setMethods),
  nClasses: z.int().min(2),
  penalty: z.number().min(0),
  freeRanks: z.int().min(0),
});

/** Sorts scores by group. */
export function groupScores(scores: Float64Array, groups?: ArrayLike<number>): ConformalScores {
  if (scores.length < 1) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'calibration', needed: 1, rows: 0 });
  const all = scoreSample(scores);
  if (!groups) return { all, groups: [] };
  const ofGroup = new Map<number, number[]>();
  let most = -1;
  for (let row = 0; row < scores.length; row++) {
    const group = groups[row];
    // Rows of no group count in `all` alone.
    if (group < 0) continue;
    most = Math.max(most, group);
    const known = ofGroup.get(group);
    if (known) known.push(scores[row]);
    else ofGroup.set(group, [scores[row]]);
  }
  return {
    all,
    groups: Array.from({ length: most + 1 }, (_, group) => {
      const own = ofGroup.get(group);
      return own ? scoreSample(own) : null;
    }),
  };
}

/**
 * For a row's group, the quantile of the scores at a coverage (Mondrian: Vovk, Gammerman, Shafer 2005). A group that calibration
 * did not have, and a negative one, is answered from all rows.
 */
export function quantilesOf({ all, groups }: ConformalScores, coverage: number): (group: number) => number {
  checkCoverage(coverage);
  const ofAll = scoreQuantile(all, coverage);
  const ofGroups = groups.map((sample) => (sample ? scoreQuantile(sample, coverage) : ofAll));
  return (group) => ofGroups[group] ?? ofAll;
}

/** @throws PARAM_INVALID unless 0 < coverage < 1. */
export function checkCoverage(coverage: number): void {
  if (coverage > 0 && coverage < 1) return;
  throw new ModelwrightError('PARAM_INVALID', { name: 'coverage', law: '0 < coverage < 1', value: String(coverage) });
}
