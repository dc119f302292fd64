/** Time that a search leaves for the fits after it. */

/** Most of the time of a search. */
const most = 0.45;

/**
 * Those that are chosen are seldom all slow ones, and what cannot be made in the time that is left is not chosen. Where these are of
 * one kind, the best of another kind may be chosen for being different.
 */
const usualMembers = 4;

/**
 * What the fits after a search take, in milliseconds, when its best candidates are chosen. Without it a search would end
 * with candidates of which none can be made in the time that is left.
 *
 * @param of.finished Candidates, best first; `fitMs` is on one thread, kinds differ by `name`.
 * @param of.members Most candidates that may be chosen.
 * @param of.fitsToCome Fits for a chosen one, as a multiple of what its folds took.
 */
export function reserveMs(of: {
  readonly finished: readonly { readonly name: string; readonly fitMs: number }[];
  readonly members: number;
  readonly fitsToCome: number;
  readonly threads: number;
  readonly wholeMs: number;
}): number {
  const usual = of.finished.slice(0, Math.min(usualMembers, of.members));
  const isOfOneKind = new Set(usual.map(({ name }) => name)).size === 1;
  const other = of.members > 1 && isOfOneKind ? of.finished.find(({ name }) => name !== usual[0].name) : undefined;
  const fitMs = usual.reduce((sum, one) => sum + one.fitMs, other?.fitMs ?? 0);
  return Math.min(most * of.wholeMs, (fitMs * of.fitsToCome) / of.threads);
}
