/** Makes a model again from what its run recorded, and compares hashes. */

import type { OnProgress } from '../core/progress.ts';
import { createFitPool } from '../estimators/fit-in-thread.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Decision } from './decision.ts';
import { buildFinalModel } from './final-model.ts';
import { recordedUncertainty } from './kept-uncertainty.ts';
import { prepare } from './prepare.ts';
import { recordedData } from './read-data.ts';
import { searchFolds } from './search-folds.ts';
import { splitOff } from './split-off.ts';

export interface Reproduced {
  readonly equal: boolean;
  readonly expected: string;
  readonly actual: string;
}

/**
 * Fits the recorded decision on the recorded data. The clock, the number of threads and the machine have no say in the bytes.
 *
 * @throws SNAPSHOT_CHANGED when the data was not kept and the source no longer has the recorded hash.
 */
export async function reproduce(job: {
  readonly blobs: Blobs;
  readonly decision: Decision;
  readonly expected: string;
  readonly model: string;
  readonly threads: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}): Promise<Reproduced> {
  const { decision, onProgress } = job;
  onProgress({ stage: 'read' });
  const table = await recordedData(decision, { blobs: job.blobs, what: `model ${job.model}`, onProgress });
  const prepared = prepare(table, decision.request, decision.earlierRows);
  const everyRow = Int32Array.from({ length: prepared.table.nRows }, (_, row) => row);
  const rows = decision.rows === 'all' ? everyRow : splitOff(prepared, decision.request).train;
  const { folds, request } = decision;
  const uncertainty = await recordedUncertainty(job.blobs, decision.uncertaintyHash);
  const pool = createFitPool({ threads: 1 });
  try {
    const { artifactHash } = await buildFinalModel(pool, {
      prepared,
      spec: decision.spec,
      rows,
      folds: folds === undefined ? undefined : searchFolds(prepared, rows, folds, request.seed),
      uncertainty,
      seed: request.seed,
      threads: job.threads,
      onIteration(iteration) {
        onProgress({ stage: 'fit', done: iteration + 1, note: 'rounds' });
        return undefined;
      },
      signal: job.signal,
    });
    return { equal: artifactHash === job.expected, expected: job.expected, actual: artifactHash };
  } finally {
    await pool.close();
  }
}
