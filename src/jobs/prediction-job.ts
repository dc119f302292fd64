/** Jobs that predict rows: how one is taken in, and how it is told. */
import { z } from 'zod';
import type { JobFiles } from '../store/job-files.ts';
import { type Job, type JobQueue, type JobState, type JobWebhook, newJobId } from './job-queue.ts';
import { countRows, type RowFormat } from './row-count.ts';

/** What a job is asked for, as the queue keeps it. */
export const predictionRequest = z.strictObject({
  format: z.enum(['ndjson', 'csv']),
  /** In (0, 1): what intervals or sets are to hold. */
  coverage: z.number().gt(0).lt(1).optional(),
  /** Rows that were handed in. */
  rows: z.int().min(0).optional(),
});

/** A job as people and programs are told of it. */
export interface PredictionJob {
  readonly jobId: string;
  readonly state: JobState;
  readonly model: string;
  /** One version answers all rows. */
  readonly version: number;
  /** Rows that are answered so far. */
  readonly rows: number;
  /** Rows that were handed in, where somebody counted them. */
  readonly of?: number;
  readonly problem?: { readonly code: string; readonly message: string };
  /** Who is told when it has ended, where somebody is. */
  readonly webhook?: JobWebhook;
  readonly createdAt: string;
  readonly finishedAt?: string;
}

export interface NewPredictionJob {
  readonly version: { readonly name: string; readonly version: number };
  readonly body: AsyncIterable<Buffer>;
  readonly format: RowFormat;
  readonly coverage?: number;
  /** Name of the webhook that is told when it has ended. */
  readonly webhook?: string;
  readonly mostBytes: number;
  readonly mostOpen: number;
  /** Throws when the rows are not to be predicted after all, once they have come. */
  readonly check?: () => void;
}

/**
 * Takes in the rows, which are on disk before the job is in the queue; of a job that is refused nothing is left.
 *
 * @throws what `JobFiles.receive`, `check` and `JobQueue.submit` throw.
 */
export async function submitPredictionJob(
  { queue, files }: { readonly queue: JobQueue; readonly files: JobFiles },
  { version, body, format, coverage, webhook, mostBytes, mostOpen, check }: NewPredictionJob,
): Promise<PredictionJob> {
  const jobId = newJobId();
  const counted = countRows(body, format);
  await files.receive(jobId, counted.body, mostBytes);
  try {
    check?.();
    const request = { format, rows: counted.rows(), ...(coverage !== undefined && { coverage }) };
    const subject = `${version.name}@${version.version}`;
    return predictionJobOf(await queue.submit({ jobId, kind: 'predict', subject, request, webhook }, mostOpen));
  } catch (error) {
    await files.remove(jobId);
    throw error;
  }
}

export function predictionJobOf(job: Job): PredictionJob {
  const { jobId, state, subject, request, progress, problem, webhook, createdAt, finishedAt } = job;
  const [model, version] = subject.split('@');
  const { rows } = request;
  return {
    jobId,
    state,
    model,
    version: Number(version),
    rows: progress,
    ...(typeof rows === 'number' && { of: rows }),
    ...(problem && { problem }),
    ...(webhook && { webhook }),
    createdAt,
    ...(finishedAt !== undefined && { finishedAt }),
  };
}
