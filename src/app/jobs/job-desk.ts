/** Where jobs are handed in and asked about: the state folder of this machine, or a server. */
import type { PredictionJob } from '../../jobs/prediction-job.ts';
import type { RowFormat } from '../../jobs/row-count.ts';
import type { Platform } from '../platform.ts';

export interface NewJob {
  /** Reference of the model. */
  readonly model: string;
  /** File with the rows. */
  readonly source: string;
  readonly format: RowFormat;
  readonly coverage?: number;
  /** Name of the webhook that is told when it has ended. */
  readonly webhook?: string;
  readonly signal?: AbortSignal;
}

export interface JobDesk {
  /** @throws SOURCE_NOT_FOUND, MODEL_NOT_FOUND and its like, WEBHOOK_NOT_FOUND, BODY_TOO_LARGE, SERVER_BUSY */
  submit(job: NewJob): Promise<PredictionJob>;
  /** The newest first. */
  list(): Promise<readonly PredictionJob[]>;
  /** @throws JOB_NOT_FOUND */
  show(jobId: string): Promise<PredictionJob>;
  /** The job when it has ended, however it did. @throws JOB_NOT_FOUND, CANCELLED by the signal */
  wait(jobId: string, hear: (job: PredictionJob) => void, signal?: AbortSignal): Promise<PredictionJob>;
  /** @throws JOB_NOT_FOUND */
  cancel(jobId: string): Promise<PredictionJob>;
  /** Begins anew to tell its webhook. @throws JOB_NOT_FOUND, JOB_WITHOUT_WEBHOOK, WEBHOOK_NOT_FOUND */
  tell(jobId: string): Promise<PredictionJob>;
  /** Lines of answers of a job that is done. @throws JOB_NOT_FOUND, JOB_UNFINISHED */
  results(jobId: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Whom to ask, and as whom. */
export interface AskedServer {
  readonly url?: string;
  readonly token?: string;
}

/** A key in a command line is there for everybody who lists the processes, so it may stand here. */
const tokenVariable = 'MODELWRIGHT_TOKEN';

export async function openJobDesk(platform: Platform, { url, token }: AskedServer): Promise<JobDesk> {
  if (url === undefined) {
    const { localJobs } = await import('./local-jobs.ts');
    return localJobs(await platform.store(), platform.project.serving?.webhooks ?? {});
  }
  const { remoteJobs } = await import('./remote-jobs.ts');
  return remoteJobs(url, token ?? process.env[tokenVariable]);
}

/** True for a job that goes on no more. */
export function hasEnded({ state }: PredictionJob): boolean {
  return state !== 'queued' && state !== 'running';
}
