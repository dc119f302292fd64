/** Random weights that stand for drawing a sample again. */
import type { Rng } from '../math/rng.ts';
import { spread, type Units } from './units.ts';

/**
 * With more classes than this, scores that look at pairs of classes take too long to compute again and again, and a resample
 * lacks many classes anyway.
 */
export const mostClassesToDraw = 200;

/** The ordinary bootstrap: how often each unit is drawn when as many as there are are drawn with replacement. */
export function* drawnWeights(units: Units, resamples: number, rng: Rng): Generator<Float64Array> {
  const counts = new Float64Array(units.count);
  const ofRow = new Float64Array(units.nRows);
  for (let resample = 0; resample < resamples; resample++) {
    counts.fill(0);
    for (let i = 0; i < units.count; i++) counts[rng.integer(units.count)]++;
    yield spread(units, counts, ofRow);
  }
}

/**
 * Double-or-nothing weights: each unit counts twice or not at all, with equal chance. Mean 1 and variance 1 as in the ordinary
 * bootstrap, for a thirtieth of its random numbers; right for large samples (Owen and Eckles 2012).
 */
export function* doubledWeights(units: Units, resamples: number, rng: Rng): Generator<Float64Array> {
  const weights = new Float64Array(units.count);
  const ofRow = new Float64Array(units.nRows);
  for (let resample = 0; resample < resamples; resample++) {
    tossCoins(weights, rng);
    for (let i = 0; i < weights.length; i++) weights[i] *= 2;
    yield spread(units, weights, ofRow);
  }
}

/** Fills `target` with fair coins, 0 or 1. */
export function tossCoins(target: Float64Array, rng: Rng): void {
  let bits = 0;
  for (let i = 0; i < target.length; i++) {
    if ((i & 31) === 0) bits = rng.uint32();
    target[i] = (bits >>> (i & 31)) & 1;
  }
}
