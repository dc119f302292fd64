/** Gates as a configuration declares them: what a version must reach before it may become champion. */
import { z } from 'zod';
import { rowFilterSchema } from '../row-filter.ts';

const declaredGate = z
  .strictObject({
    name: z.string().min(1).max(200).optional().describe('What reports call it; default its law.'),
    metric: z
      .string()
      .min(1)
      .max(100)
      .describe(
        'A metric of the task, cost of a model trained with costs, a figure of fairness such as demographic_parity_ratio, latency_us or bytes.',
      ),
    min: z.number().optional().describe('Least value that passes.'),
    max: z.number().optional().describe('Greatest value that passes.'),
    bound: z
      .enum(['estimate', 'lower', 'upper'])
      .default('estimate')
      .describe('What must reach it: the value, or an end of its 95 % interval.'),
    slice: z
      .union([z.literal('weakest'), rowFilterSchema], '"weakest", or what the rows must hold by column')
      .optional()
      .describe('Only rows like these; `weakest`: the worst part of the rows that can be found.'),
    sensitive: z
      .array(z.string().min(1))
      .min(1)
      .max(10)
      .optional()
      .describe('For fairness: the groups of these columns together; default every grouping that is judged.'),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, { path: ['min'], message: 'min or max is needed' })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    path: ['max'],
    message: 'must not be below min',
  })
  .refine(({ slice, sensitive }) => slice === undefined || sensitive === undefined, {
    path: ['sensitive'],
    message: 'groups are not judged within a slice',
  });

/** All gates of a project. */
export const gatesSchema = z.array(declaredGate).max(200);

export type DeclaredGate = z.output<typeof declaredGate>;
