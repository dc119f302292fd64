/** `runs ...`: tracked runs. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';

const runs = () => import('../../tracking/runs.ts');

const runRow = z.object({
  runId: z.string(),
  status: z.enum(['running', 'finished', 'failed', 'cancelled', 'interrupted']),
  name: z.string(),
  kind: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  metrics: z.record(z.string(), z.number().nullable()),
});

export const runsList = defineOperation({
  name: 'runs.list',
  description: 'List tracked runs, the newest first.',
  positional: [],
  input: z.object({
    name: z.string().optional().describe('Only runs of this name.'),
    limit: z.int().min(1).max(1000).default(20).describe('Most runs to list.'),
  }),
  output: z.object({ runs: z.array(runRow) }),
  access: { role: 'viewer', resource: 'run' },
  examples: ['modelwright runs list', 'modelwright runs list --name flights --limit 5 --json'],
  async run(platform, input) {
    const { listRuns } = await runs();
    return { runs: await listRuns(await platform.store(), input) };
  },
});

export const runsShow = defineOperation({
  name: 'runs.show',
  description: 'Show one run: status, configuration, metrics and what it produced.',
  positional: ['run'],
  input: z.object({ run: z.string().min(1).describe('Identifier of a run.') }),
  output: runRow.extend({ actor: z.string(), config: z.unknown(), result: z.unknown(), error: z.unknown() }),
  access: { role: 'viewer', resource: 'run' },
  examples: ['modelwright runs show run_01kqa0c3w2f5s8e9t1xv6b7n4m'],
  async run(platform, input) {
    const { getRun } = await runs();
    return await getRun(await platform.store(), input.run);
  },
});

export const runsCompare = defineOperation({
  name: 'runs.compare',
  description: 'Put the settings and metrics of runs side by side; only what differs is shown.',
  positional: ['runs'],
  input: z.object({ runs: z.array(z.string().min(1)).min(2).max(20).describe('Identifiers of runs.') }),
  output: z.object({
    runs: z.array(runRow),
    config: z.array(z.object({ field: z.string(), values: z.array(z.unknown()) })),
    metrics: z.array(z.object({ name: z.string(), values: z.array(z.number().nullable()) })),
  }),
  access: { role: 'viewer', resource: 'run' },
  examples: ['modelwright runs compare run_01kqa0c3w2f5s8e9t1xv6b7n4m run_01kqa0d7m4h2r6c1y8zp3k5j9q'],
  async run(platform, input) {
    const { compareRuns } = await runs();
    return await compareRuns(await platform.store(), input.runs);
  },
});
