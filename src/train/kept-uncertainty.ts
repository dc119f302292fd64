/** What a trained model knows about its errors: those that its choice made on rows that the folds held out. */
import { pack, unpack } from '../core/pack.ts';
import { type Uncertainty, uncertaintyFrom, uncertaintyState } from '../estimators/conformal/uncertainty.ts';
import { heldOutPredictions } from '../estimators/ensemble/held-out.ts';
import type { Fold } from '../estimators/estimator.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Choice } from './choose.ts';
import type { TrainingData } from './fold-task.ts';
import { pick } from './pick.ts';

/** Uncertainty, and the hash of the blob that keeps it: making the model again does not make its folds' predictions again. */
export interface KeptUncertainty {
  readonly uncertainty?: Uncertainty;
  readonly uncertaintyHash?: string;
}

/**
 * Learns from the choice's predictions of held-out rows and keeps what it learned. Rows outside the folds have no part in it.
 *
 * The folds' models learned from fewer rows than the model may have, which widens intervals; they stopped early by the rows they
 * held out, and the choice was made on these, which narrows them a little.
 */
export async function keepUncertainty(
  blobs: Pick<Blobs, 'put'>,
  { heldOut }: Pick<Choice, 'heldOut'>,
  folds: readonly Fold[],
  { y, task }: Pick<TrainingData, 'y' | 'task'>,
): Promise<KeptUncertainty> {
  const rows = Int32Array.from(folds.flatMap(({ valid }) => Array.from(valid))).sort((a, b) => a - b);
  const uncertainty = uncertaintyFrom(heldOutPredictions(rows, folds, heldOut), pick(y, rows), task);
  return uncertainty ? { uncertainty, uncertaintyHash: await blobs.put(pack(uncertainty)) } : {};
}

/** What a decision recorded; undefined for one that was made before there was any. @throws ARTIFACT_DAMAGED */
export async function recordedUncertainty(
  blobs: Pick<Blobs, 'get'>,
  hash: string | undefined,
): Promise<Uncertainty | undefined> {
  return hash === undefined ? undefined : uncertaintyState.parse(unpack(await blobs.get(hash), hash));
}
