/** Do units arrive in the shares that were asked for, looked at all the time? The test for sample ratio mismatch. */
import { lgamma } from '../distributions.ts';
import { exp } from '../exp.ts';
import { log } from '../log.ts';

/** Plain data: travels as JSON and comes back equal. */
export interface ShareMismatch {
  /** The shares of the last step. */
  readonly shares: readonly number[];
  /** Units per variant since the shares were these. */
  readonly counts: readonly number[];
  /** Natural logarithm of the evidence against the shares that were asked for. */
  readonly logEvidence: number;
  /** The most evidence so far: `exp(-peak)` bounds the p-value at any time. */
  readonly peak: number;
}

/** Before the first step. */
export const startShareMismatch: ShareMismatch = { shares: [], counts: [], logEvidence: 0, peak: 0 };

/**
 * One step of the sequential multinomial test (Lindon, Malek 2022): the counts' chance under a Dirichlet distribution of all shares
 * (all parameters 1, updated by what was counted before) over their chance under the shares asked for. When the shares change, what
 * was learned about the true ones is forgotten and the evidence is kept. Needs `distributionsReady()`.
 *
 * @param added units of this step per variant, 2 or more variants, always the same.
 * @param shares what was asked for in this step, sum 1; not chosen by this step's units. Units of a variant without a share were
 * under way when it lost it: not counted.
 */
export function addShareCounts(
  state: ShareMismatch,
  added: readonly number[],
  shares: readonly number[],
): ShareMismatch {
  const isSame = state.shares.length === shares.length && shares.every((share, i) => share === state.shares[i]);
  const before = isSame ? state.counts : shares.map(() => 0);
  const counts = before.map((count, i) => (shares[i] > 0 ? count + added[i] : 0));
  let logEvidence = state.logEvidence;
  let totalBefore = 0;
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    if (!(shares[i] > 0)) continue;
    totalBefore += before[i] + 1;
    total += counts[i] + 1;
    logEvidence += lgamma(counts[i] + 1) - lgamma(before[i] + 1) - (counts[i] - before[i]) * log(shares[i]);
  }
  logEvidence += lgamma(totalBefore) - lgamma(total);
  return { shares: [...shares], counts, logEvidence, peak: Math.max(state.peak, logEvidence) };
}

/** A p-value of "units arrive as asked for" that holds at any time. */
export function mismatchPValue({ peak }: ShareMismatch): number {
  return Math.min(1, exp(-peak));
}
