/** `study ...`: searches of one's own. */
import { z } from 'zod';
import { prunerNames, samplerNames } from '../../train/study/method-names.ts';
import { defineOperation } from '../operation.ts';
import { duration, threads } from './fields.ts';

const answers = () => import('../study-answers.ts');

const study = z.string().min(1).describe('Name of a study.');
const direction = z.enum(['minimize', 'maximize']);
const counts = z.object({ complete: z.int(), pruned: z.int(), failed: z.int(), waiting: z.int() });
const value = z.number().nullable();
const params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const method = z.record(z.string(), z.unknown());
const directions = z.array(direction).describe('One for each objective.');
const attributes = z.record(z.string(), z.unknown());
const infeasible = z.int().describe('Complete trials that break a constraint.');
const frontTrial = z.object({ number: z.int(), values: z.array(value), params, attributes });

export const studyRun = defineOperation({
  name: 'study.run',
  description:
    'Search with the objective of a module: begin the study of that name, or go on with it. Ctrl-C keeps what ended.',
  positional: ['module'],
  input: z.object({
    module: z
      .string()
      .min(1)
      .describe('TypeScript or JavaScript file that exports `objective`, and `space` unless trials suggest their own.'),
    name: z.string().min(1).optional().describe("Name of the study; default: the module's file name."),
    trials: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(100)
      .describe('Trials that the study should have in the end, those of earlier runs counted.'),
    sampler: z
      .enum(samplerNames)
      .optional()
      .describe('How parameters are proposed; default: what the module exports, else tpe.'),
    pruner: z
      .enum(prunerNames)
      .optional()
      .describe('When hopeless trials are stopped; default: what the module exports, else never.'),
    seed: z
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .default(0)
      .describe('Seed of every proposal; the same seed gives the same trials.'),
    generation: z
      .int()
      .min(1)
      .max(10_000)
      .default(4)
      .describe(
        'Trials proposed together: the most that run at once. With 1 each proposal knows all trials before it.',
      ),
    threads,
    timeout: duration.optional().describe('Time for the whole run, such as 60s or 10m; default: no limit.'),
    retries: z.int().min(0).max(100).default(0).describe('How often a trial that failed runs again.'),
  }),
  output: z.object({
    study: z.string(),
    direction,
    directions,
    stoppedBy: z.enum(['trials', 'timeout', 'signal', 'exhausted']),
    ended: z.int().describe('Trials that ended in this run.'),
    wanted: z.int(),
    trials: counts,
    infeasible,
    best: z.object({ number: z.int(), value, params }).nullable().describe('Null with several objectives.'),
    front: z.array(frontTrial).nullable().describe('Pareto front of several objectives.'),
    lastProblem: z.string().nullable(),
    durationMs: z.number(),
  }),
  access: { role: 'admin', resource: 'study' },
  localOnly: true,
  endsEarly: true,
  examples: [
    'modelwright study run objective.ts',
    'modelwright study run objective.ts --name rates --trials 200 --pruner median --threads 2 --timeout 10m',
  ],
  async run(platform, { timeout, ...input }, context) {
    const { runStudy } = await import('../run-study.ts');
    // More threads than trials at once would have nothing to do.
    const most = Math.min(input.threads ?? platform.project.threads, input.generation);
    return await runStudy(await platform.store(), { ...input, threads: most, timeoutMs: timeout }, context);
  },
});

export const studyList = defineOperation({
  name: 'study.list',
  description: 'List stored studies, the newest first.',
  positional: [],
  input: z.object({ limit: z.int().min(1).max(1000).default(20).describe('Most studies to list.') }),
  output: z.object({
    studies: z.array(
      z.object({
        name: z.string(),
        direction,
        directions,
        sampler: z.string(),
        trials: counts,
        best: value,
        front: z.int().nullable().describe('Trials on the Pareto front of several objectives.'),
        createdAt: z.string(),
        lastAt: z.string().nullable(),
      }),
    ),
  }),
  access: { role: 'viewer', resource: 'study' },
  examples: ['modelwright study list', 'modelwright study list --limit 5 --json'],
  async run(platform, { limit }) {
    const { studyList: list } = await answers();
    return { studies: await list(await platform.store(), limit) };
  },
});

export const studyShow = defineOperation({
  name: 'study.show',
  description: 'Show one study: its search, its best trials, and how the best value came about.',
  positional: ['study'],
  input: z.object({
    study,
    top: z
      .int()
      .min(1)
      .max(1000)
      .default(5)
      .describe('Best trials to show; of several objectives trials of the front.'),
  }),
  output: z.object({
    name: z.string(),
    direction,
    directions,
    sampler: method,
    pruner: method.nullable(),
    constraints: z.int().describe('How many constraint values each trial tells.'),
    seed: z.int(),
    generation: z.int(),
    space: z.array(z.record(z.string(), z.unknown())).nullable(),
    createdAt: z.string(),
    trials: counts,
    infeasible,
    numbers: z.int().describe('One more than the number of the last trial.'),
    front: z
      .object({ trials: z.int(), list: z.array(frontTrial) })
      .nullable()
      .describe('Pareto front of several objectives: how many trials, and the first of them.'),
    top: z.array(z.object({ number: z.int(), value, params, attributes })).describe('Empty with several objectives.'),
    improvements: z.array(z.object({ number: z.int(), value })),
    lastProblem: z.string().nullable(),
  }),
  access: { role: 'viewer', resource: 'study' },
  examples: ['modelwright study show rates', 'modelwright study show rates --top 20 --json'],
  async run(platform, input) {
    const { studyDetails } = await answers();
    return await studyDetails(await platform.store(), input.study, input.top);
  },
});

export const studyImportance = defineOperation({
  name: 'study.importance',
  description: 'Tell how much of the differences between trials each parameter explains by itself (fANOVA).',
  positional: ['study'],
  input: z.object({
    study,
    seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0).describe('Seed of the random forest.'),
    objective: z.int().min(1).max(16).default(1).describe('Which of several objectives, from 1.'),
  }),
  output: z.object({
    study: z.string(),
    trials: z.int(),
    parameters: z.array(z.object({ name: z.string(), importance: z.number(), impurity: z.number() })),
    conditional: z.array(z.string()),
  }),
  access: { role: 'viewer', resource: 'study' },
  examples: ['modelwright study importance rates'],
  async run(platform, input) {
    const { studyImportances } = await answers();
    return await studyImportances(await platform.store(), input.study, input);
  },
});

export const studyExport = defineOperation({
  name: 'study.export',
  description: 'Write the trials of a study as a table or a document.',
  positional: ['study'],
  input: z.object({
    study,
    format: z.enum(['csv', 'json']).default('csv').describe('`csv`: one row for each trial. `json`: with all reports.'),
    output: z.string().min(1).optional().describe("File to write, whole or not at all. Default: the study's name."),
  }),
  output: z.object({
    study: z.string(),
    format: z.enum(['csv', 'json']),
    output: z.string(),
    trials: z.int(),
    bytes: z.int(),
  }),
  access: { role: 'viewer', resource: 'study' },
  examples: ['modelwright study export rates --format csv --output rates.csv'],
  async run(platform, input) {
    const { exportStudy } = await import('../export-study.ts');
    return await exportStudy(await platform.store(), input);
  },
});

export const studyDelete = defineOperation({
  name: 'study.delete',
  description: 'Delete a study with all its trials.',
  positional: ['study'],
  input: z.object({ study }),
  output: z.object({ study: z.string(), trials: z.int().describe('Trials that were deleted.') }),
  access: { role: 'operator', resource: 'study' },
  examples: ['modelwright study delete rates'],
  async run(platform, input) {
    const { deleteStudy } = await import('../../tracking/studies.ts');
    return { study: input.study, trials: await deleteStudy(await platform.store(), input.study) };
  },
});
