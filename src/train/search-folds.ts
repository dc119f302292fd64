/** How the rows that a search learns from are parted: the same for the same rows and seed, whoever asks. */
import { foldRows } from '../data/split.ts';
import { splitByTime } from '../data/split-by-time.ts';
import type { Fold } from '../estimators/estimator.ts';
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import type { Prepared } from './prepare.ts';
import { pick } from './run-fold.ts';

/** What folds are made by. */
export type Foldable = Pick<Prepared, 'target' | 'groups' | 'times' | 'bundles'>;

/** The folds of a run's search over some rows of the prepared table. */
export function searchFolds(prepared: Foldable, rows: Int32Array, k: number, seed: number): Fold[] {
  return foldsOf(prepared, rows, k, createRng(seed).split('folds'));
}

/** Folds of some rows as the prepared data asks: by time, by group, else stratified. */
export function foldsOf(prepared: Foldable, rows: Int32Array, k: number, rng: Rng): Fold[] {
  const { target, groups, times, bundles } = prepared;
  return foldRows({ rows, target, k, groups, times, bundles, rng });
}

/** Folds to judge by: each learns from rows that can be parted again, also where few instants hold most rows. */
export function outerFoldsOf(prepared: Prepared, rows: Int32Array, k: number, rng: Rng): Fold[] {
  const folds = foldsOf(prepared, rows, k, rng);
  const { times } = prepared;
  if (!times) return folds;
  const divisible = folds.filter(({ train }) => train.some((row) => times[row] !== times[train[0]]));
  if (divisible.length > 0) return divisible;
  const { train, holdout } = splitByTime(pick(times, rows), 1 / (k + 1));
  return [{ train: train.map((at) => rows[at]), valid: holdout.map((at) => rows[at]) }];
}
