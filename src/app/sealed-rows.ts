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
export function requireUnlearned({ name, version }: ModelVersion, { decision }: Sealed): void {
  if (decision.rows === 'all') throw new ModelwrightError('HOLDOUT_LEARNED', { model: `${name}@${version}` });
}

/**
 * True for a version whose training judged it on this holdout.
 *
 * @throws HOLDOUT_LEARNED for one whose training data held the sealed rows, as far as its record tells.
 */
export async function wasJudgedOn(
  store: Store,
  version: ModelVersion,
  { decision: { dataHash }, holdout }: Sealed,
  onProgress: OnProgress,
): Promise<boolean> {
  if (!isTrainedHere(version)) return false;
  const own = recordedDecision(version);
  if (own.rows === 'train' && own.dataHash === dataHash) {
    const { holdout: judged } = await sealedBy(store, version, onProgress);
    if (judged.holdoutId === holdout.holdoutId) return true;
  }
  for (let data: RecordedData | undefined = own; data; data = data.request.earlier) {
    if (data.dataHash !== dataHash) continue;
    throw new ModelwrightError('HOLDOUT_LEARNED', { model: `${version.name}@${version.version}` });
  }
  return false;
}
