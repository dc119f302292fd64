/** What more training rows are worth: scores at growing training sizes, a power law through them, and how sure that is. */
import { checkParam } from '../core/check-param.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { Direction } from '../math/direction.ts';
import { chiSquareUpperTail } from '../math/distributions.ts';
import { createRng } from '../math/philox.ts';
import { quantileSorted, sortedCopy } from '../math/quantile.ts';
import { mean, variance } from '../math/reduce.ts';
import { studentTQuantile } from './distributions.ts';
import { noisyMeans } from './noisy-means.ts';
import { type PowerLaw, powerLawAt, powerLawFitter } from './power-law.ts';
import type { Interval } from './sampled-intervals.ts';

export interface LearningCurveOptions {
  /** Training sizes in rows: rising whole numbers, four or more; a factor of two apart is good. */
  readonly sizes: readonly number[];
  /**
   * The score of a model trained on `size` rows. Repeats differ in which rows train; a repeat should judge all its sizes on the same
   * rows.
   */
  readonly scoreAt: (size: number, repeat: number) => number | Promise<number>;
  readonly direction: Direction;
  /** Where every score lies, so that intervals of scores end there; default: anywhere. */
  readonly bounds?: readonly [low: number, high: number];
  /** Repeats per size, 3 or more; default 5. */
  readonly repeats?: number;
  /** How many times the largest size the advice is about, above 1; default 2. */
  readonly factor?: number;
  /** Safe whole number >= 0, of the interval; default 7. */
  readonly seed?: number;
}

/** The mean score at a training size, with its interval at 95 %. */
export interface LearningCurvePoint {
  readonly size: number;
  readonly value: number;
  readonly ci: Interval;
}

export interface LearningCurve {
  readonly points: readonly LearningCurvePoint[];
  /** Score = limit - sign * scale * size^-exponent, where sign is 1 for scores that are maximised, else -1. */
  readonly law: PowerLaw;
  /** The smallest size that the law is fitted to: with fewer rows models may not have begun to learn. */
  readonly from: number;
  /** How much better the score is expected to be with `factor` times the largest size; never negative. */
  readonly gain: { readonly factor: number; readonly value: number; readonly ci: Interval };
  readonly verdict: 'more_data_helps' | 'not_distinguishable';
  /** One sentence. */
  readonly advice: string;
}

const draws = 400;
const fewestSizes = 4;
const fewestRepeats = 3;

/**
 * Fits limit + scale * size^-exponent (Hestness et al. 2017; Viering, Loog 2022) to the mean scores, from the size on where such a
 * law holds. The interval of the gain comes
 * from fitting again to means that are moved as far as the repeats scatter (Student's t); it takes the law for granted, which nobody
 * can check beyond the largest size.
 *
 * @throws PARAM_INVALID, VALUE_INVALID for a score that is not finite.
 */
export async function learningCurve(options: LearningCurveOptions): Promise<LearningCurve> {
  const { sizes, scoreAt, direction, repeats = 5, factor = 2, seed = 7 } = options;
  const [least, most] = options.bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  check(sizes, repeats, factor);
  const scores: number[][] = [];
  for (const size of sizes) {
    const atSize: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) atSize.push(finite(await scoreAt(size, repeat), size, repeat));
    scores.push(atSize);
  }
  const sign = direction === 'maximize' ? -1 : 1;
  const means = scores.map(mean);
  // Losses fall with the size, so scores are turned around.
  const losses = means.map((value) => sign * value);
  const first = firstOfLaw(sizes, losses, scores);
  const lawOf = powerLawFitter(sizes.slice(first), pooledWeights(scores.slice(first)));
  const largest = sizes[sizes.length - 1];
  const gainOf = (law: PowerLaw) => powerLawAt(law, largest) - powerLawAt(law, factor * largest);
  const law = lawOf(losses.slice(first));
  const rng = createRng(seed).split('learning-curve');
  const gains = Float64Array.from({ length: draws }, () =>
    gainOf(lawOf(noisyMeans(losses, scores, sign, rng).slice(first))),
  );
  const sorted = sortedCopy(gains);
  const gain = {
    factor,
    value: gainOf(law),
    ci: [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)] satisfies Interval,
  };
  // A law without slope in a few of the draws leaves the least that could be gained at nothing.
  const verdict = gain.value > 0 && gain.ci[0] > negligible * gain.value ? 'more_data_helps' : 'not_distinguishable';
  const half = studentTQuantile(0.975, repeats - 1) / Math.sqrt(repeats);
  return {
    points: sizes.map((size, s) => {
      const reach = half * Math.sqrt(variance(scores[s]));
      return { size, value: means[s], ci: [Math.max(least, means[s] - reach), Math.min(most, means[s] + reach)] };
    }),
    law: { ...law, limit: sign * law.limit },
    from: sizes[first],
    gain,
    verdict,
    advice: adviceOf(verdict, gain),
  };
}

/** The score that the law of a curve expects at a training size. */
export function expectedScore(law: PowerLaw, direction: Direction, size: number): number {
  const sign = direction === 'maximize' ? -1 : 1;
  return sign * powerLawAt({ ...law, limit: sign * law.limit }, size);
}

/** A lower end below this part of the gain counts as nothing: fits end on the edge of their range. */
const negligible = 1e-3;

/** A law that fits worse than this share of true ones would is not the law of all sizes. */
const leastFit = 0.001;

/**
 * Position of the smallest size that a power law through it and all larger ones does not contradict, of four or more sizes. What
 * a repeat's rows do to all sizes alike says nothing against a law.
 */
function firstOfLaw(
  sizes: readonly number[],
  losses: readonly number[],
  scores: readonly (readonly number[])[],
): number {
  const nRepeats = scores[0].length;
  for (let first = 0; first < sizes.length - fewestSizes; first++) {
    const tail = scores.slice(first);
    const ofRepeat = Array.from({ length: nRepeats }, (_, repeat) => mean(tail.map((each) => each[repeat])));
    const scatter = mean(tail.map((each) => variance(each.map((score, repeat) => score - ofRepeat[repeat]))));
    const law = powerLawFitter(sizes.slice(first), pooledWeights(tail))(losses.slice(first));
    const misses = sizes.slice(first).map((size, s) => losses[first + s] - powerLawAt(law, size));
    const squares = misses.reduce((sum, miss) => sum + miss * miss, 0);
    if (squares === 0 || chiSquareUpperTail((squares * nRepeats) / scatter, misses.length - 3) >= leastFit)
      return first;
  }
  return sizes.length - fewestSizes;
}

/** Weight of each size: one over the variance, drawn halfway to that of all sizes, which few repeats tell better. */
function pooledWeights(scores: readonly (readonly number[])[]): number[] {
  const variances = scores.map((each) => variance(each));
  const pooled = mean(variances);
  return variances.map((each) => (pooled > 0 ? pooled / ((each + pooled) / 2) : 1));
}

function adviceOf(verdict: LearningCurve['verdict'], { factor, value, ci }: LearningCurve['gain']): string {
  const times = factor === 2 ? 'Twice the data' : `${factor} times the data`;
  const digits = (figure: number) => String(Number(figure.toPrecision(2)));
  const range = `95 % interval ${digits(ci[0])} to ${digits(ci[1])}`;
  return verdict === 'more_data_helps'
    ? `${times} is worth about ${digits(value)} (${range}), if the curve goes on as it did.`
    : `${times} is not distinguishable from no gain (${range}).`;
}

function check(sizes: readonly number[], repeats: number, factor: number): void {
  const rising = sizes.every((size, s) => Number.isSafeInteger(size) && size >= 1 && (s === 0 || size > sizes[s - 1]));
  checkParam(
    rising && sizes.length >= fewestSizes,
    'sizes',
    `${fewestSizes} or more rising whole numbers >= 1`,
    `${sizes}`,
  );
  checkParam(
    Number.isInteger(repeats) && repeats >= fewestRepeats,
    'repeats',
    `whole number >= ${fewestRepeats}`,
    `${repeats}`,
  );
  checkParam(factor > 1 && Number.isFinite(factor), 'factor', 'a finite number > 1', `${factor}`);
}

function finite(score: number, size: number, repeat: number): number {
  if (Number.isFinite(score)) return score;
  const what = `score at size ${size}, repeat ${repeat}`;
  throw new ModelwrightError('VALUE_INVALID', { what, law: 'a finite number', value: `${score}` });
}
