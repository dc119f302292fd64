/** Makes a model without a target again from what its run recorded, and compares hashes. */
import type { OnProgress } from '../../core/progress.ts';
import { createFitPool } from '../../estimators/fit-in-thread.ts';
import type { Blobs } from '../../store/blobs.ts';
import { recordedData } from '../read-data.ts';
import type { Reproduced } from '../reproduce.ts';
import { buildUnlabelledModel } from './final-model.ts';
import { prepareRows, splitRows } from './prepare.ts';
import type { UnlabelledDecision } from './request.ts';

/**
 * Fits the recorded decision on the recorded data. The clock, the number of threads and the machine have no say in the bytes.
 *
 * @throws SNAPSHOT_CHANGED when the data was not kept and the source no longer has the recorded hash.
 */
export async function reproduceUnlabelled(job: {
  readonly blobs: Blobs;
  readonly decision: UnlabelledDecision;
  readonly expected: string;
  readonly model: string;
  readonly threads: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}): Promise<Reproduced> {
  const { decision, expected, threads, onProgress, signal } = job;
  const { request, spec } = decision;
  onProgress({ stage: 'read' });
  const table = await recordedData(decision, { blobs: job.blobs, what: `model ${job.model}`, onProgress });
  const prepared = prepareRows(table, request);
  const everyRow = Int32Array.from({ length: table.nRows }, (_, row) => row);
  const rows = decision.rows === 'all' ? everyRow : splitRows(prepared, request.seed).train;
  const pool = createFitPool({ threads: 1 });
  try {
    onProgress({ stage: 'fit' });
    const fit = { pool, seed: request.seed, threads, signal };
    const { artifactHash } = await buildUnlabelledModel(fit, { prepared, request, spec, rows });
    return { equal: artifactHash === expected, expected, actual: artifactHash };
  } finally {
    await pool.close();
  }
}
