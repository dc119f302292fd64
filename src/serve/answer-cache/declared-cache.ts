/** What a project says about remembering the answers of a model. */
import { z } from 'zod';

export const cacheSchema = z.strictObject({
  maxBytes: z
    .int()
    .min(1024)
    .max(16 * 1024 * 1024 * 1024)
    .default(16 * 1024 * 1024)
    .describe('Bytes that the answers of the model may take; the one asked for longest ago makes room.'),
  ttlMs: z
    .int()
    .min(1)
    .max(7 * 24 * 60 * 60 * 1000)
    .default(60_000)
    .describe('How long an answer is given again, in milliseconds.'),
});

export type DeclaredCache = z.output<typeof cacheSchema>;
