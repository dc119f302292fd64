/** `test`: a version against the tests, gates and fairness that the project declares. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { fairnessFields } from './fairness-fields.ts';
import { estimate, look, modelReference, seed, source } from './fields.ts';

const open = z.tuple([z.number().nullable(), z.number().nullable()]).describe('95 %; null where it has no end.');

export const test = defineOperation({
  name: 'test',
  description:
    'Test a version against the tests and gates of the configuration, on labelled data or its sealed holdout; ends with exit code 3 when one fails.',
  positional: ['model', 'source'],
  input: z.object({ model: modelReference, source: source.optional(), seed }),
  output: z.object({
    model: z.object({ name: z.string(), version: z.int() }),
    testedAt: z.string(),
    passed: z.boolean(),
    failed: z.array(z.string()).describe('What did not pass: law and value.'),
    data: z.object({ kind: z.enum(['holdout', 'source']), name: z.string(), rows: z.int() }),
    tests: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(['invariance', 'directional', 'minimum_functionality']),
        law: z.string(),
        required: z.boolean(),
        verdict: z.enum(['passed', 'failed', 'untested']),
        rows: z.int(),
        untouched: z.int().describe('Rows that the change leaves as they are.'),
        failures: z.int(),
        failureRate: z.object({ value: z.number().nullable(), ci: z.tuple([z.number(), z.number()]).nullable() }),
        maxFailureRate: z.number(),
        bound: z.enum(['estimate', 'lower', 'upper']),
        examples: z.int().describe('Failing rows that the report shows; it stays on this machine.'),
      }),
    ),
    gates: z.array(
      z.object({
        name: z.string(),
        law: z.string(),
        passed: z.boolean(),
        value: z.number().nullable(),
        ci: open.nullable(),
        on: z.string().describe('Which rows or groups; empty for all rows.'),
        problem: z.string().describe('Why it could not be judged; empty where it could.'),
      }),
    ),
    fairness: fairnessFields.optional(),
    metrics: z.record(z.string(), estimate),
    look: look.optional(),
    reportPath: z.string().nullable(),
    cardPath: z.string().nullable(),
  }),
  access: { role: 'operator', resource: 'model' },
  examples: ['modelwright test flights@3', 'modelwright test flights flights-march.csv --json'],
  async run(platform, input, { onProgress }) {
    const [{ testModel }, { ModelwrightError }] = await Promise.all([
      import('../test-model.ts'),
      import('../../core/errors.ts'),
    ]);
    const { project, actor } = platform;
    const answer = await testModel(await platform.store(), { ...input, declared: project, actor, onProgress });
    if (answer.passed) return answer;
    const model = `${answer.model.name}@${answer.model.version}`;
    throw new ModelwrightError('GATE_FAILED', { model, failed: answer.failed.join('; '), report: answer });
  },
});
