/** Fairness as a configuration declares it: by which columns, and what counts as being selected. */
import { z } from 'zod';

export const fairnessSchema = z.strictObject({
  sensitive: z
    .array(z.string().min(1).max(1000))
    .min(1)
    .max(10)
    .refine((names) => new Set(names).size === names.length, 'each column once')
    .describe('Columns whose groups are compared.'),
  positive: z
    .string()
    .min(1)
    .optional()
    .describe('The outcome that people want or fear, whose rates are compared; default the positive class.'),
  exclude: z.boolean().default(false).describe('Keep the sensitive columns out of the features.'),
  minSupport: z.int().min(1).max(1_000_000).default(30).describe('Groups of fewer rows are only counted.'),
  intersect: z.boolean().default(true).describe('Of several columns also the groups that they make together.'),
});

/** With every default resolved. */
export type FairnessSettings = z.output<typeof fairnessSchema>;
