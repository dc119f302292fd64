/** What a project says about answers in place of a model that fails. */
import { z } from 'zod';

export const fallbackSchema = z.strictObject({
  previous: z
    .boolean()
    .default(true)
    .describe('Whether the version that was champion before answers for one that fails.'),
  rule: z
    .strictObject({
      prediction: z.union([z.string(), z.number()]).describe('What every row is answered with: a class, or a number.'),
      probabilities: z
        .record(z.string(), z.number().min(0).max(1))
        .optional()
        .describe('By class; default: 1 for the class that is predicted.'),
    })
    .optional()
    .describe('What rows are answered with when no version can.'),
  failures: z.int().min(1).max(1000).default(5).describe('Failures in the window after which a version is left alone.'),
  windowMs: z.int().min(100).max(600_000).default(10_000).describe('The window, in milliseconds.'),
  restMs: z
    .int()
    .min(1)
    .max(600_000)
    .default(5_000)
    .describe('How long a version is left alone before one request tries it again, in milliseconds.'),
});

export type DeclaredFallback = z.output<typeof fallbackSchema>;

export type DeclaredRule = NonNullable<DeclaredFallback['rule']>;
