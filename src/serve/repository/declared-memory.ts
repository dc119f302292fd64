/** How many models a project lets a server hold in memory. */
import { z } from 'zod';

export const memorySchema = z.strictObject({
  models: z
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .describe('Models in memory; the one asked for longest ago makes room.'),
  bytes: z
    .int()
    .min(1)
    .max(1024 * 1024 * 1024 * 1024)
    .default(1024 * 1024 * 1024)
    .describe('Bytes of their artifacts together; a single larger model is held alone.'),
});
