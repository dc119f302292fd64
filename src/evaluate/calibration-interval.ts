/**
 * Intervals of the calibration errors over bins (ece, mce). Chance alone parts what was said from what happened, and a mean of
 * distances adds that up, so the error of a sample is higher than the truth, and resamples are higher still. Here the truth is
 * sought instead: those errors that would give what was seen, or more, in over 2.5 of 100 samples, and what was seen, or less,
 * in as many (inversion of a test, Neyman 1937; of labels that are drawn from the probabilities, as in the consistency resampling of
 * Bröcker and Smith 2007). The sample's own error may lie above its interval: that is its bias.
 *
 * How a true error is spread over the bins is not known, and chance adds more or less to it accordingly: two spreads are tried, the
 * sample's own with each bin's distance shrunk by its chance, and an even one, and the wider end counts.
 */
import { binomialQuantiles, type SortedUniforms, sortedUniforms } from '../math/binomial-quantile.ts';
import type { Rng } from '../math/rng.ts';
import {
  type CalibrationBin,
  calibrationBinOf,
  calibrationBins,
  judgedProbabilities,
} from '../metrics/calibration-bins.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import './distributions.ts';
import type { Interval } from './sampled-intervals.ts';
import type { Units } from './units.ts';

const draws = 1000;
const tail = 0.025;
/** Halvings of the range of errors: the ends are right to a 4,000th. */
const halvings = 12;
/** Equal errors of samples may differ by this much. */
const rounding = 1e-12;

/**
 * The interval at 95 % of a metric over calibration bins; undefined when it is none, null where it is not defined, and of one row or group. Of repeats of
 * cross-validation the mean of their intervals. Of groups of rows each bin counts for fewer rows, by how much more the distances of
 * whole groups scatter (the design effect, Kish 1965).
 */
export function calibrationInterval(
  metric: Metric,
  repeats: readonly Outcomes[],
  units: Units,
  rng: Rng,
): Interval | null | undefined {
  const { ofCalibration } = metric;
  if (!ofCalibration) return undefined;
  if (units.count < 2) return null;
  let [low, high] = [0, 0];
  for (const outcomes of repeats) {
    const bins = calibrationBins(outcomes);
    if (!bins || bins.length === 0) return null;
    const effect = units.ofRow ? designEffect(outcomes, units.ofRow) : 1;
    const ends = inverted(bins, effect, ofCalibration, rng);
    low += ends[0] / repeats.length;
    high += ends[1] / repeats.length;
  }
  return [low, high];
}

function inverted(
  bins: readonly CalibrationBin[],
  effect: number,
  error: (bins: readonly CalibrationBin[]) => number,
  rng: Rng,
): Interval {
  const seen = error(bins);
  const rows = bins.map(({ weight }) => Math.max(1, Math.round(weight / effect)));
  const drawn = bins.map((_, bin) => drawnUniforms(rng.split(`calibration-${bin}`)));
  const sample = bins.map((bin) => ({ ...bin }));
  /** Shares of samples whose error is at least, and at most, the one seen, where the true error is `truth`. */
  const shares = (truth: number, spread: readonly number[]): { above: number; below: number } => {
    const hits = bins.map(({ weight, predicted }, bin) =>
      binomialQuantiles(rows[bin], Math.min(1, Math.max(0, predicted / weight - truth * spread[bin])), drawn[bin]),
    );
    let [above, below] = [0, 0];
    for (let draw = 0; draw < draws; draw++) {
      for (let bin = 0; bin < sample.length; bin++) {
        sample[bin].observed = (hits[bin][drawn[bin].order[draw]] / rows[bin]) * sample[bin].weight;
      }
      const one = error(sample);
      if (one >= seen - rounding) above++;
      if (one <= seen + rounding) below++;
    }
    return { above: above / draws, below: below / draws };
  };
  const spreads = spreadsOf(bins, rows, error);
  return [
    Math.min(...spreads.map((spread) => edge((truth) => shares(truth, spread).above <= tail, seen))),
    Math.max(...spreads.map((spread) => edge((truth) => shares(truth, spread).below > tail, 1))),
  ];
}

/** Uniform numbers, ascending, and an order of chance in which they meet those of other bins. */
function drawnUniforms(rng: Rng): SortedUniforms & { readonly order: Int32Array } {
  const uniforms = Float64Array.from({ length: draws }, () => 1 - rng.uniform());
  return { ...sortedUniforms(uniforms), order: rng.permutation(draws) };
}

/** Where what holds from 0 on ends, at most `most`; 0 where it never holds. */
function edge(holds: (truth: number) => boolean, most: number): number {
  if (!holds(0)) return 0;
  if (holds(most)) return most;
  let [from, to] = [0, most];
  for (let step = 0; step < halvings; step++) {
    const middle = (from + to) / 2;
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

/** Signed distances of the bins, of which the error is 1: as in the sample without what chance explains, and of one size. */
function spreadsOf(
  bins: readonly CalibrationBin[],
  rows: readonly number[],
  error: (bins: readonly CalibrationBin[]) => number,
): readonly number[][] {
  const gaps = bins.map(({ weight, predicted, observed }) => (predicted - observed) / weight);
  const shrunk = gaps.map((gap, bin) => {
    const share = (rows[bin] * (bins[bin].observed / bins[bin].weight) + 0.5) / (rows[bin] + 1);
    return (gap * gap * gap) / (gap * gap + (share * (1 - share)) / rows[bin]);
  });
  const even = gaps.map((gap, bin) => (gap < 0 || (gap === 0 && bins[bin].predicted < bins[bin].weight / 2) ? -1 : 1));
  return [shrunk, even].map((spread) => {
    const size = error(bins.map((bin, b) => ({ ...bin, predicted: bin.weight * spread[b], observed: 0 })));
    return spread.map((gap) => (size > 0 ? gap / size : 0));
  });
}

/** How much more the sums of distances of the groups within each bin scatter than those of as many single rows; at least 1. */
function designEffect(outcomes: Outcomes, groupOf: Int32Array): number {
  const { said, hits } = judgedProbabilities(outcomes);
  const sums = new Map<string, { gaps: number; rows: number }>();
  const add = (key: string, gap: number) => {
    const sum = sums.get(key) ?? { gaps: 0, rows: 0 };
    sum.gaps += gap;
    sum.rows++;
    sums.set(key, sum);
  };
  const binOf = said.map(calibrationBinOf);
  for (let row = 0; row < said.length; row++) add(`${binOf[row]}`, said[row] - hits[row]);
  let single = 0;
  for (let row = 0; row < said.length; row++) {
    const { gaps, rows } = sums.get(`${binOf[row]}`)!;
    const gap = said[row] - hits[row] - gaps / rows;
    single += gap * gap;
    add(`${binOf[row]} ${groupOf[row]}`, gap);
  }
  let grouped = 0;
  for (const [key, { gaps }] of sums) if (key.includes(' ')) grouped += gaps * gaps;
  return single > 0 ? Math.max(1, grouped / single) : 1;
}
