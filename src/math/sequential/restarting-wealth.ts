/** Evidence that is gathered step by step against a hypothesis, may be looked at after every step, and can begin late. */
import { exp } from '../exp.ts';
import { log, log1p } from '../log.ts';

/** More money than this says nothing more, and sums of it stay finite. */
const mostWealth = 1e250;

/** Plain data: travels as JSON and comes back equal. */
export interface RestartingWealth {
  /** Steps taken so far. */
  readonly steps: number;
  /** Money of each alternative; all began with 1, most of it put by for later bets. */
  readonly wealth: readonly number[];
  /** The most evidence so far, as a natural logarithm: `exp(-peak)` bounds the p-value at any time. */
  readonly peak: number;
}

/** Before the first step. @param alternatives how many there are, 1 or more. */
export function startWealth(alternatives: number): RestartingWealth {
  const first = startShare(1);
  return { steps: 0, wealth: new Array<number>(alternatives).fill(first), peak: log(first) };
}

/**
 * One step. Each alternative multiplies its wealth by a factor whose expectation, given the steps before, is at most 1 while the
 * hypothesis holds. At every step a new bet starts with a share of the first money, and those shares sum to 1, so the mean wealth
 * is at most 1 in expectation at any stopping time, and exceeds 1/a with a chance of at most a (Ville 1939). Without new bets,
 * wealth lost while all was well would have to be won back before a change shows (Shin, Ramdas, Rinaldo 2023, e-detectors).
 *
 * @param logFactors natural logarithm of the factor of each alternative; 0 where the step says nothing.
 */
export function addStep({ steps, wealth, peak }: RestartingWealth, logFactors: readonly number[]): RestartingWealth {
  const fresh = startShare(steps + 2);
  const now = wealth.map((before, j) => Math.min(mostWealth, before * exp(logFactors[j]) + fresh));
  return { steps: steps + 1, wealth: now, peak: Math.max(peak, logMean(now)) };
}

/** The evidence now, as the natural logarithm of the mean wealth of the alternatives. */
export function logEvidence({ wealth }: RestartingWealth): number {
  return logMean(wealth);
}

/** A p-value that holds at any time, however often it was looked at. */
export function anytimePValue({ peak }: RestartingWealth): number {
  return Math.min(1, exp(-peak));
}

/** Share of the money that bets at step k = 1, 2, ...: 1/log2(k+1) - 1/log2(k+2); these sum to 1 and fall only little faster than 1/k. */
function startShare(k: number): number {
  // The difference of the reciprocals, without its cancellation.
  return (Math.LN2 * log1p(1 / (k + 1))) / (log(k + 1) * log(k + 2));
}

function logMean(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return log(total / values.length);
}
