/** The rows that a training sealed, for those who judge models on them, and whether a model may be judged there. */
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Store } from '../store/open-store.ts';
import type { ModelVersion } from '../tracking/registry.ts';
import { holdoutOf } from '../train/holdout-look.ts';
import { prepare } from '../train/prepare.ts';
import { recordedData } from '../train/read-data.ts';
import { isTrainedHere, recordedDecision } from '../train/recorded.ts';
import type { RecordedData } from '../train/request.ts';
import { splitOff } from '../train/split-off.ts';

/** The data of a training as it was parted then. @throws HOLDOUT_NONE */
export async function sealedBy(store: Store, { name, version, ...record }: ModelVersion, onProgress: OnProgress) {
  const decision = recordedDecision({ name, version, ...record });
  const { request, dataHash, earlierRows } = decision;
  const what = `model ${name}@${version}`;
  const table = await recordedData(decision, { blobs: store.blobs, what, onProgress });
  const prepared = prepare(table, request, earlierRows);
  const { holdout: rows } = splitOff(prepared, request);
  if (rows.length === 0) throw new ModelwrightError('HOLDOUT_NONE', { model: `${name}@${version}` });
  return { decision, prepared, rows, holdout: holdoutOf({ dataHash, request, prepared }, rows) };
}

/** A training's data as it was parted. */
export type Sealed = Awaited<ReturnType<typeof sealedBy>>;

/** Refuses a version that was fitted on every row, the sealed ones with them. @throws HOLDOUT_LEARNED */
export function requireUnlearned(version: ModelVersion, { decision }: Sealed): void {
  if (decision.rows === 'all') throw learned(version);
}

/**
 * The data of a version whose training judged it on this holdout, as that training parted it; undefined for a version that has
 * nothing to do with the data.
 *
 * Equal rows stay on one side of a split, and which rows are equal depends on the features: two trainings that share a holdout may
 * have sealed different rows, so that either learned some of the other's.
 *
 * @throws HOLDOUT_LEARNED for one whose training data held the sealed rows, as far as its record tells.
 */
export async function sealedWith(
  store: Store,
  version: ModelVersion,
  { decision: { dataHash }, holdout }: Sealed,
  onProgress: OnProgress,
): Promise<Sealed | undefined> {
  if (!isTrainedHere(version)) return undefined;
  const own = recordedDecision(version);
  if (own.rows === 'train' && own.dataHash === dataHash) {
    const sealed = await sealedBy(store, version, onProgress);
    if (sealed.holdout.holdoutId === holdout.holdoutId) return sealed;
  }
  for (let data: RecordedData | undefined = own; data; data = data.request.earlier) {
    if (data.dataHash === dataHash) throw learned(version);
  }
  return undefined;
}

/** What a model has learned from tells nothing about it. */
export function learned({ name, version }: ModelVersion): ModelwrightError {
  return new ModelwrightError('HOLDOUT_LEARNED', { model: `${name}@${version}` });
}
