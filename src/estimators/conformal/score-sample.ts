/** Calibration scores as they are kept: sorted, few, and a quantile of them that is never too low. */
import { z } from 'zod';
import { sortedCopy } from '../../math/quantile.ts';

/** Scores of `count` rows, ascending; the highest ones are all there, of the others evenly spread ranks. */
export type ScoreSample = { readonly count: number; readonly scores: Float64Array };

/** Scores that are kept at most. */
const most = 2000;
/** The highest scores, which high coverages ask for, are all kept. */
const highest = 500;

export const scoreSampleState: z.ZodType<ScoreSample> = z
  .strictObject({
    count: z.int().min(1),
    scores: z
      .instanceof(Float64Array)
      .refine((scores) => scores.every((score, i) => Number.isFinite(score) && (i === 0 || score >= scores[i - 1]))),
  })
  .refine(({ count, scores }) => scores.length === Math.min(count, most));

/** Keeps at most 2,000 of the scores. At least one is needed, all finite. */
export function scoreSample(scores: ArrayLike<number>): ScoreSample {
  const sorted = sortedCopy(scores);
  const count = sorted.length;
  if (count <= most) return { count, scores: sorted };
  return { count, scores: Float64Array.from({ length: most }, (_, place) => sorted[rankAt(place, count) - 1]) };
}

/**
 * The score that a new row exceeds with a chance of at most 1 - coverage: the one of rank ceil((count + 1) * coverage) (Vovk,
 * Gammerman, Shafer 2005; Lei et al. 2018), or the next kept one above it. Infinite when there are too few rows to say.
 */
export function scoreQuantile({ count, scores }: ScoreSample, coverage: number): number {
  const rank = Math.max(1, conformalRank(count, coverage));
  if (rank > count) return Number.POSITIVE_INFINITY;
  if (scores.length === count) return scores[rank - 1];
  const common = most - highest;
  if (rank > count - highest) return scores[rank - (count - highest) - 1 + common];
  let place = Math.max(0, Math.ceil((rank * common) / (count - highest)) - 1);
  while (rankAt(place, count) < rank) place++;
  return scores[place];
}

/** ceil((count + 1) * coverage), where products that are whole but for rounding count as whole. */
export function conformalRank(count: number, coverage: number): number {
  return Math.ceil((count + 1) * coverage * (1 - 1e-12));
}

/** The rank, from 1 on, of the score that is kept at a place when there are more than are kept. */
function rankAt(place: number, count: number): number {
  const common = most - highest;
  if (place >= common) return count - highest + (place - common) + 1;
  return Math.ceil(((place + 1) * (count - highest)) / common);
}
