/** Calls about jobs: follow one to its end, read its answers, stop it. */
import { mayPass } from './answer-error.ts';
import { ClientError } from './client-error.ts';
import type { AnyModel, ModelTypes, StreamedAnswer } from './model-types.ts';
import { eachLine, readJson } from './read-answer.ts';
import type { Patience, Sender } from './sender.ts';
import type { StreamedError } from './stream-rows.ts';
import type { Job } from './wire.ts';

type CallOptions = Patience & { readonly signal?: AbortSignal };

export interface WaitOptions extends CallOptions {
  /** Hears how far the job is, at every look. */
  readonly onProgress?: (job: Job) => void;
  /** How long the server may be away, as while it is started anew; default 60,000 ms. Jobs go on afterwards. */
  readonly awayMs?: number;
}

/** Jobs of a server. Calls that fail throw ClientError, or the reason of their signal. */
export interface JobClient {
  /** Jobs of the models that the caller may use, the newest first. */
  list(options?: CallOptions): Promise<readonly Job[]>;
  /** How far a job is. */
  show(jobId: string, options?: CallOptions): Promise<Job>;
  /** Waits until a job is done. @throws ClientError with the code of its problem when it fails, CANCELLED when somebody stops it */
  wait(jobId: string, options?: WaitOptions): Promise<Job>;
  /** The answers of a job that is done, row by row, read as they are taken. @throws JOB_UNFINISHED, CLIENT_UNREACHABLE when it breaks off */
  results<Model extends ModelTypes = AnyModel>(
    jobId: string,
    options?: CallOptions,
  ): AsyncGenerator<StreamedAnswer<Model> | StreamedError, void, undefined>;
  /** Stops a job; one that has ended stays as it is. */
  cancel(jobId: string, options?: CallOptions): Promise<Job>;
  /** Has the webhook of a job that has ended told again, at once. @throws JOB_WITHOUT_WEBHOOK, WEBHOOK_NOT_FOUND */
  tell(jobId: string, options?: CallOptions): Promise<Job>;
}

const [firstWaitMs, longestWaitMs] = [100, 2_000];
const usualAwayMs = 60_000;
const gone: readonly string[] = ['CLIENT_UNREACHABLE', 'CLIENT_TIMEOUT', 'CLIENT_THROTTLED'];

export function jobClient(sender: Sender): JobClient {
  const pathOf = (jobId: string) => `/v1/jobs/${encodeURIComponent(jobId)}`;
  const show: JobClient['show'] = (jobId, options) =>
    sender.send({ ...options, method: 'GET', path: pathOf(jobId) }, readJson<Job>);
  return {
    async list(options) {
      const request = { ...options, method: 'GET', path: '/v1/jobs' } as const;
      return (await sender.send(request, readJson<{ readonly jobs: readonly Job[] }>)).jobs;
    },
    show,
    async wait(jobId, { onProgress, awayMs = usualAwayMs, ...options } = {}) {
      const { surroundings } = sender;
      let seenMs = surroundings.now();
      for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, 2 * waitMs)) {
        const job = await show(jobId, options).catch((error: unknown) => {
          if (!isAway(error) || surroundings.now() - seenMs >= awayMs) throw error;
        });
        if (job) {
          seenMs = surroundings.now();
          onProgress?.(job);
          if (isEnded(job)) return job;
        }
        await surroundings.sleep(waitMs, options.signal);
      }
    },
    async *results<Model extends ModelTypes>(jobId: string, options?: CallOptions) {
      const request = { ...options, method: 'GET', path: `${pathOf(jobId)}/result` } as const;
      type Line = Omit<StreamedAnswer<Model> | StreamedError, 'row'> & { readonly line: number };
      const answer = await sender.send(request, async (one) => one);
      for await (const { line, ...rest } of eachLine<Line>(answer)) {
        yield { ...rest, row: line - 1 } as StreamedAnswer<Model> | StreamedError;
      }
    },
    cancel: (jobId, options) =>
      sender.send({ ...options, method: 'POST', path: `${pathOf(jobId)}/cancel` }, readJson<Job>),
    tell: (jobId, options) => sender.send({ ...options, method: 'POST', path: `${pathOf(jobId)}/tell` }, readJson<Job>),
  };
}

/** True for a job that is done. @throws ClientError for one that ended otherwise */
function isEnded({ jobId, state, problem }: Job): boolean {
  if (state === 'failed' && problem) throw new ClientError({ ...problem, details: { job: jobId }, attempts: 1 });
  if (state === 'cancelled') {
    const message = `job ${jobId} was cancelled`;
    throw new ClientError({ code: 'CANCELLED', message, details: { job: jobId }, attempts: 1 });
  }
  return state === 'done';
}

/** The server may be back soon. */
function isAway(error: unknown): boolean {
  return error instanceof ClientError && (gone.includes(error.code) || mayPass(error.status ?? 0));
}
