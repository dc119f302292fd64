/** Do units arrive in the shares that were asked for, looked at all the time? The test for sample ratio mismatch. */
import { lgamma } from '../distributions.ts';
import { exp } from '../exp.ts';
import { log } from '../log.ts';

/** Plain data: travels as JSON and comes back equal. */
export interface ShareMismatch {
  /** Units so far per variant. */
  readonly counts: readonly number[];
  /** Natural logarithm of the Bayes factor against the shares that were asked for. */
  readonly logEvidence: number;
  /** The most evidence so far: `exp(-peak)` bounds the p-value at any time. */
  readonly peak: number;
}

/** @param variants how many there are, 2 or more. */
export function startShareMismatch(variants: number): ShareMismatch {
  return { counts: new Array<number>(variants).fill(0), logEvidence: 0, peak: 0 };
}

/**
 * One step of the sequential multinomial test (Lindon, Malek 2022): the counts' chance under a Dirichlet distribution of all shares
 * (all parameters 1, updated by what was counted before) over their chance under the shares asked for. Needs `distributionsReady()`.
 *
 * @param counts units of this step per variant.
 * @param shares what was asked for in this step, sum 1. They may change from step to step, as long as they do not depend on this
 * step's units; the alternative then learns the mean over steps. Units of a variant without a share were under way: not counted.
 */
export function addShareCounts(
  { counts, logEvidence, peak }: ShareMismatch,
  added: readonly number[],
  shares: readonly number[],
): ShareMismatch {
  const fresh = added.map((count, i) => (shares[i] > 0 ? count : 0));
  let before = 0;
  let now = 0;
  let evidence = logEvidence;
  for (let i = 0; i < counts.length; i++) {
    before += counts[i] + 1;
    now += counts[i] + 1 + fresh[i];
    evidence += lgamma(counts[i] + 1 + fresh[i]) - lgamma(counts[i] + 1);
    if (fresh[i] > 0) evidence -= fresh[i] * log(shares[i]);
  }
  evidence += lgamma(before) - lgamma(now);
  return { counts: counts.map((count, i) => count + fresh[i]), logEvidence: evidence, peak: Math.max(peak, evidence) };
}

/** A p-value of "units arrive as asked for" that holds at any time. */
export function mismatchPValue({ peak }: ShareMismatch): number {
  return Math.min(1, exp(-peak));
}
