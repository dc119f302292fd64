/** `jobs ...`: many rows, predicted by a server while nobody waits on an open connection. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { defineOperation } from '../operation.ts';
import { modelName, modelReference } from './fields.ts';

const desk = () => import('../jobs/job-desk.ts');

const server = {
  url: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as http://127.0.0.1:8080' })
    .optional()
    .describe('Server to ask; default: the state folder of this machine, whose server works through it.'),
  token: z
    .string()
    .min(1)
    .optional()
    .describe('Key or token for that server; the variable MODELWRIGHT_TOKEN keeps it out of lists of processes.'),
};
const jobId = z.string().min(1).describe('Id of a job.');

const job = z.object({
  jobId: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  model: z.string(),
  version: z.int().describe('The version that answers all rows.'),
  rows: z.int().describe('Rows that are answered so far.'),
  of: z.int().optional().describe('Rows that were handed in.'),
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
  webhook: z
    .object({
      name: z.string(),
      state: z.enum(['pending', 'delivered', 'failed']).describe('failed: it was given up.'),
      attempts: z.int(),
      lastStatus: z.int().optional().describe('Status of the answer to the last attempt.'),
    })
    .optional()
    .describe('Who is told when it has ended.'),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
});

export const jobsCreate = defineOperation({
  name: 'jobs.create',
  description: 'Hand in rows to be predicted by the version that answers now; a server works through them.',
  positional: ['model', 'source'],
  input: z.object({
    model: modelReference,
    source: z
      .string()
      .regex(/\.(csv|ndjson|jsonl)$/i, 'expected a file that ends in .csv, .ndjson or .jsonl')
      .describe('File with the rows: .csv with a line of names, or .ndjson.'),
    intervals: z.number().gt(0).lt(1).optional().describe('Coverage such as 0.9: answers get an interval or a set.'),
    webhook: z
      .string()
      .min(1)
      .optional()
      .describe('Who is told when the job has ended: a name under `serving.webhooks` of the configuration.'),
    ...server,
  }),
  output: job,
  access: { role: 'operator', resource: 'job' },
  localOnly: true,
  examples: [
    'modelwright jobs create flights rows.csv',
    'modelwright jobs create flights@3 rows.ndjson --intervals 0.9 --url http://127.0.0.1:8080',
    'modelwright jobs create flights rows.csv --webhook nightly',
  ],
  async run(platform, { model, source, intervals, webhook, ...asked }, { signal }) {
    const { openJobDesk } = await desk();
    const format = /\.csv$/i.test(source) ? 'csv' : 'ndjson';
    const job = { model, source, format, coverage: intervals, webhook, signal } as const;
    return await (await openJobDesk(platform, asked)).submit(job);
  },
});

export const jobsList = defineOperation({
  name: 'jobs.list',
  description: 'List jobs, the newest first.',
  positional: [],
  input: z.object({
    model: modelName.optional().describe('Only of this model.'),
    limit: z.int().min(1).max(1000).default(50).describe('At most this many.'),
    ...server,
  }),
  output: z.object({ jobs: z.array(job) }),
  access: { role: 'viewer', resource: 'job' },
  localOnly: true,
  examples: ['modelwright jobs list', 'modelwright jobs list --model flights --url http://127.0.0.1:8080'],
  async run(platform, { model, limit, ...asked }) {
    const { openJobDesk } = await desk();
    const jobs = await (await openJobDesk(platform, asked)).list();
    return { jobs: jobs.filter((one) => model === undefined || one.model === model).slice(0, limit) };
  },
});

export const jobsShow = defineOperation({
  name: 'jobs.show',
  description: 'Show how far a job is, and why it failed.',
  positional: ['jobId'],
  input: z.object({ jobId, ...server }),
  output: job,
  access: { role: 'viewer', resource: 'job' },
  localOnly: true,
  examples: ['modelwright jobs show job_01k0d3m5x0q8v7s2n4h6j9t1rw'],
  async run(platform, { jobId: id, ...asked }) {
    const { openJobDesk } = await desk();
    return await (await openJobDesk(platform, asked)).show(id);
  },
});

export const jobsWait = defineOperation({
  name: 'jobs.wait',
  description: 'Wait until a job has ended; ends with exit code 1 when it failed or was cancelled.',
  positional: ['jobId'],
  input: z.object({ jobId, ...server }),
  output: job,
  access: { role: 'viewer', resource: 'job' },
  localOnly: true,
  examples: ['modelwright jobs wait job_01k0d3m5x0q8v7s2n4h6j9t1rw'],
  async run(platform, { jobId: id, ...asked }, { onProgress, signal }) {
    const { openJobDesk } = await desk();
    const hear = ({ state, rows, of }: z.output<typeof job>) =>
      state === 'queued'
        ? onProgress({ stage: 'waiting', note: asked.url ? 'for its turn' : 'for a server: modelwright serve' })
        : onProgress({ stage: 'predicting', done: rows, total: of });
    return await (await openJobDesk(platform, asked)).wait(id, hear, signal);
  },
});

export const jobsCancel = defineOperation({
  name: 'jobs.cancel',
  description: 'Stop a job that waits or runs; one that has ended stays as it is.',
  positional: ['jobId'],
  input: z.object({ jobId, ...server }),
  output: job,
  access: { role: 'operator', resource: 'job' },
  localOnly: true,
  examples: ['modelwright jobs cancel job_01k0d3m5x0q8v7s2n4h6j9t1rw'],
  async run(platform, { jobId: id, ...asked }) {
    const { openJobDesk } = await desk();
    return await (await openJobDesk(platform, asked)).cancel(id);
  },
});

export const jobsTell = defineOperation({
  name: 'jobs.tell',
  description:
    'Tell the webhook of a job that has ended again, at once, whether it was told, given up or is in a pause.',
  positional: ['jobId'],
  input: z.object({ jobId, ...server }),
  output: job,
  access: { role: 'operator', resource: 'job' },
  localOnly: true,
  examples: ['modelwright jobs tell job_01k0d3m5x0q8v7s2n4h6j9t1rw'],
  async run(platform, { jobId: id, ...asked }) {
    const { openJobDesk } = await desk();
    return await (await openJobDesk(platform, asked)).tell(id);
  },
});

export const jobsResults = defineOperation({
  name: 'jobs.results',
  description: 'Write the answers of a job that is done, a line of JSON for each row.',
  positional: ['jobId'],
  input: z.object({
    jobId,
    output: z.string().min(1).optional().describe('File to write, whole or not at all. Default: standard output.'),
    ...server,
  }),
  output: z.object({ output: z.string().optional().describe('The file that was asked for.'), bytes: z.int() }),
  access: { role: 'operator', resource: 'job' },
  localOnly: true,
  examples: [
    'modelwright jobs results job_01k0d3m5x0q8v7s2n4h6j9t1rw --output answers.ndjson',
    'modelwright jobs results job_01k0d3m5x0q8v7s2n4h6j9t1rw',
  ],
  async run(platform, { jobId: id, output, ...asked }, { onProgress, onContent, signal }) {
    if (output === undefined && !onContent) {
      throw new ModelwrightError('PARAM_INVALID', { name: 'output', law: 'a file to write', value: 'nothing' });
    }
    const { openJobDesk } = await desk();
    const pieces = (await openJobDesk(platform, asked)).results(id, signal);
    let bytes = 0;
    async function* counted() {
      for await (const piece of pieces) {
        bytes += piece.length;
        onProgress({ stage: 'writing', note: `${Math.floor(bytes / 1e6)} MB` });
        yield piece;
      }
    }
    if (output === undefined) {
      for await (const piece of counted()) if (!(await onContent!(piece))) break;
      // No answers are an empty output, not a sentence about it.
      if (bytes === 0) await onContent!(new Uint8Array(0));
      return { bytes };
    }
    const { writeOutput } = await import('../write-output.ts');
    await writeOutput(output, counted());
    return { output, bytes };
  },
});
