/** `evaluate`: all metrics of a model on labelled data. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { fairnessFields, sensitive } from './fairness-fields.ts';
import { estimate, look, modelReference, seed, source } from './fields.ts';

export const evaluate = defineOperation({
  name: 'evaluate',
  description:
    'Score a model on labelled data: every metric of its task with a 95 % interval; without a source, on a sealed holdout.',
  positional: ['model', 'source'],
  input: z.object({
    model: modelReference,
    source: source.optional(),
    holdout: modelReference
      .optional()
      .describe('Without a source: the version whose sealed holdout is asked; default the model itself.'),
    claim: z
      .number()
      .optional()
      .describe(
        "What you believe the score to be: a claim that another's holdout confirms costs little of its budget.",
      ),
    sensitive,
    seed,
  }),
  output: z.object({
    model: z.object({ name: z.string(), version: z.int() }),
    rows: z.int().describe('Rows with a target.'),
    learned: z
      .int()
      .optional()
      .describe('Rows that equal one that the model learned from; absent where that is not known.'),
    left: z
      .object({ missingTarget: z.int(), unknownClass: z.int() })
      .describe('Rows without a target, and rows whose target the model does not know; they are not scored.'),
    metrics: z.record(z.string(), estimate),
    fairness: fairnessFields.optional(),
    look: look
      .extend({
        outcome: z.string().describe('`plain` figures, a `confirmed` claim, or a score under noise, `noised`.'),
      })
      .optional(),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: [
    'modelwright evaluate flights@3',
    'modelwright evaluate flights flights-march.csv',
    'modelwright evaluate flights@3 test.parquet --json',
    'modelwright evaluate loans loans-march.csv --sensitive sex,age_group',
  ],
  async run(platform, { source: from, sensitive: columns, ...input }, { onProgress, signal }) {
    const store = await platform.store();
    if (from === undefined) {
      if (columns.length > 0) await refuse('sensitive', 'a source', 'none');
      const { evaluateOnHoldout } = await import('../evaluate-on-holdout.ts');
      return await evaluateOnHoldout(store, { ...input, actor: platform.actor, onProgress, signal });
    }
    // Two questions at once: which of them was meant?
    for (const name of ['holdout', 'claim'] as const) {
      if (input[name] !== undefined) await refuse(name, 'either it or a source', String(input[name]));
    }
    const [{ evaluateOnSource }, { fairnessAsked }] = await Promise.all([
      import('../evaluate-on-source.ts'),
      import('../fairness-asked.ts'),
    ]);
    const fairness = fairnessAsked(platform.project, columns);
    return await evaluateOnSource(store, { ...input, source: from, fairness, onProgress, signal });
  },
});

async function refuse(name: string, law: string, value: string): Promise<never> {
  const { ModelwrightError } = await import('../../core/errors.ts');
  throw new ModelwrightError('PARAM_INVALID', { name, law, value });
}
