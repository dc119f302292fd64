/** Jobs of a server, through its typed client. */
import { openAsBlob } from 'node:fs';
import { ClientError, createClient } from '../../client/index.ts';
import { type ErrorCode, errorTable } from '../../core/error-table.ts';
import { type ErrorDetails, ModelwrightError } from '../../core/errors.ts';
import type { PredictionJob } from '../../jobs/prediction-job.ts';
import { hasEnded, type JobDesk } from './job-desk.ts';
import { requireRowsFile } from './rows-file.ts';

const types = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

export function remoteJobs(url: string, token: string | undefined): JobDesk {
  const client = createClient({ url, ...(token !== undefined && { token }) });
  const { jobs } = client;
  const told = <Answer>(call: Promise<Answer>) => call.catch((error: unknown) => fail(url, error));
  return {
    async submit({ model, source, format, coverage, webhook, signal }) {
      await requireRowsFile(source);
      const file = await openAsBlob(source);
      const options = { intervals: coverage, webhook, contentType: types[format], signal };
      return await told(client.model(model).submit(file, options));
    },
    list: () => told(jobs.list()),
    show: (jobId) => told(jobs.show(jobId)),
    async wait(jobId, hear, signal) {
      let latest: PredictionJob | undefined;
      const onProgress = (job: PredictionJob) => {
        latest = job;
        hear(job);
      };
      return await jobs.wait(jobId, { onProgress, signal }).catch((error: unknown) => {
        // The client throws for a job that failed or was stopped; here that is an answer.
        return latest && hasEnded(latest) ? latest : fail(url, error);
      });
    },
    cancel: (jobId) => told(jobs.cancel(jobId)),
    tell: (jobId) => told(jobs.tell(jobId)),
    async *results(jobId, signal) {
      const encoder = new TextEncoder();
      try {
        for await (const { row, ...rest } of jobs.results(jobId, { signal })) {
          yield encoder.encode(`${JSON.stringify({ line: row + 1, ...rest })}\n`);
        }
      } catch (error) {
        fail(url, error);
      }
    },
  };
}

/** The error of the server in this program's words, with its exit code. */
function fail(url: string, error: unknown): never {
  if ((error as Error).name === 'AbortError') throw new ModelwrightError('CANCELLED', { what: 'the call' });
  if (!(error instanceof ClientError)) throw error;
  const { code, status, message, details } = error;
  if (isKnown(code)) throw new ModelwrightError(code, details as ErrorDetails<ErrorCode>, { cause: error });
  if (status === undefined)
    throw new ModelwrightError('SERVER_UNREACHABLE', { url, problem: message }, { cause: error });
  throw new ModelwrightError('SERVER_REFUSED', { url, refusal: code, problem: message }, { cause: error });
}

/** A newer server may know codes that this program does not. */
function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}
