/** The mean of numbers between 0 and 1 with an interval that holds at all times and in samples of any size, by betting. */
import { log, log1p } from '../log.ts';

/** Means that are betted against lie this far apart. */
const places = 200;
/** No bet stakes more than this share of what it could lose. */
const mostAtStake = 0.5;

/** Plain data: travels as JSON and comes back equal. */
export interface BoundedMean {
  readonly alpha: number;
  readonly count: number;
  readonly sum: number;
  /** Sum of squared deviations, each from the guess that was made after its value. */
  readonly squares: number;
  /** Logarithms of what the bets that the mean is above, and below, each place of the grid have made. */
  readonly above: readonly number[];
  readonly below: readonly number[];
  /** The interval: the places that no bet has refuted so far, and one step of the grid around them. */
  readonly low: number;
  readonly high: number;
}

/** Before the first value. @param alpha chance that the interval ever misses the mean, in (0, 1). */
export function startBoundedMean(alpha = 0.05): BoundedMean {
  const even = new Array<number>(places + 1).fill(0);
  return { alpha, count: 0, sum: 0, squares: 0, above: even, below: even, low: 0, high: 1 };
}

/**
 * One value more: the hedged capital process with predictable plug-in bets (Waudby-Smith, Ramdas 2024, "Estimating means of bounded
 * random variables by betting", theorem 3), on a grid of 201 means. The values need not be independent, only of the same
 * conditional mean; nothing else about them is assumed.
 *
 * @param value in [0, 1]. @throws RangeError for another.
 */
export function addBoundedValue(state: BoundedMean, value: number): BoundedMean {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`0 <= value <= 1 must hold, got ${value}`);
  const { alpha } = state;
  const count = state.count + 1;
  // The bet is made before the value is seen: spread and clock of the values so far.
  const variance = (0.25 + state.squares) / count;
  const bet = Math.sqrt((2 * log(2 / alpha)) / (variance * count * log1p(count)));
  const above = new Array<number>(places + 1);
  const below = new Array<number>(places + 1);
  const refuted = log(2 / alpha);
  let first = -1;
  let last = -1;
  for (let i = 0; i <= places; i++) {
    const mean = i / places;
    above[i] = state.above[i] + log1p(Math.min(bet, mostAtStake / mean) * (value - mean));
    below[i] = state.below[i] + log1p(-Math.min(bet, mostAtStake / (1 - mean)) * (value - mean));
    if (Math.max(above[i], below[i]) < refuted) {
      if (first < 0) first = i;
      last = i;
    }
  }
  const sum = state.sum + value;
  const guess = (0.5 + sum) / (count + 1);
  const squares = state.squares + (value - guess) * (value - guess);
  const low = Math.max(state.low, first < 0 ? state.low : Math.max(0, first - 1) / places);
  const high = Math.min(state.high, last < 0 ? state.high : Math.min(places, last + 1) / places);
  return { alpha, count, sum, squares, above, below, low, high };
}
