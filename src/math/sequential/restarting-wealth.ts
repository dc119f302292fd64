/** Evidence that is gathered step by step against a hypothesis, may be looked at after every step, and can begin late. */
import { exp } from '../exp.ts';
import { log, log1p } from '../log.ts';

/** Plain data: travels as JSON and comes back equal. */
export interface RestartingWealth {
  /** Steps taken so far. */
  readonly steps: number;
  /** Natural logarithm of the wealth of each alternative. */
  readonly logWealth: readonly number[];
  /** The most evidence so far, as a natural logarithm: `exp(-peak)` bounds the p-value at any time. */
  readonly peak: number;
}

/** Before the first step. @param alternatives how many there are, 1 or more. */
export function startWealth(alternatives: number): RestartingWealth {
  const first = log(startShare(1));
  return { steps: 0, logWealth: new Array<number>(alternatives).fill(first), peak: first };
}

/**
 * One step. Each alternative multiplies its wealth by a factor whose expectation, given the steps before, is at most 1 while the
 * hypothesis holds. At every step a new bet starts with a share of the first money, and those shares sum to 1, so the mean wealth
 * is at most 1 in expectation at any stopping time, and exceeds 1/a with a chance of at most a (Ville 1939). Without new bets,
 * wealth lost while all was well would have to be won back before a change shows (Shin, Ramdas, Rinaldo 2023, e-detectors).
 *
 * @param logFactors natural logarithm of the factor of each alternative; 0 where the step says nothing.
 */
export function addStep(wealth: RestartingWealth, logFactors: readonly number[]): RestartingWealth {
  const steps = wealth.steps + 1;
  const fresh = log(startShare(steps + 1));
  const logWealth = wealth.logWealth.map((before, j) => logSum(before + logFactors[j], fresh));
  return { steps, logWealth, peak: Math.max(wealth.peak, logMean(logWealth)) };
}

/** The evidence now, as the natural logarithm of the mean wealth of the alternatives. */
export function logEvidence({ logWealth }: RestartingWealth): number {
  return logMean(logWealth);
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

function logSum(a: number, b: number): number {
  return a > b ? a + log1p(exp(b - a)) : b + log1p(exp(a - b));
}

function logMean(values: readonly number[]): number {
  const most = Math.max(...values);
  let total = 0;
  for (const value of values) total += exp(value - most);
  return most + log(total / values.length);
}
