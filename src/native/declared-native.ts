/** What a project says about the processes of a model that runs in some. */
import { z } from 'zod';

const megabyte = 1024 * 1024;

const batchSchema = z
  .strictObject({
    maxRows: z
      .int()
      .min(1)
      .max(65_536)
      .default(4_096)
      .describe('Rows of one call; rows of a larger request go in several, tensors of one in a call of their own.'),
    maxDelayMs: z
      .number()
      .min(0)
      .max(10_000)
      .default(0)
      .describe('How long a request waits for company when a process is free, in milliseconds.'),
    preferredRows: z
      .array(z.int().min(1).max(65_536))
      .max(16)
      .default([])
      .describe('Rows at which a call begins without further waiting; what is left over waits for the next.'),
  })
  .refine(({ maxRows, preferredRows }) => preferredRows.every((rows) => rows <= maxRows), {
    path: ['preferredRows'],
    message: 'preferredRows must each be <= maxRows',
  });

export const nativeSchema = z.strictObject({
  processes: z.int().min(1).max(32).default(1).describe('Processes of the model: calls that run at a time.'),
  threads: z.int().min(1).max(256).optional().describe('Threads of a call; default: one less than cores, at most 4.'),
  memoryBytes: z
    .int()
    .min(256 * megabyte)
    .max(1024 * 1024 * megabyte)
    .optional()
    .describe('Bytes that a process may allocate; default: 2 GiB and four times the model.'),
  queue: z.int().min(1).max(10_000).default(64).describe('Requests that wait for a process at most.'),
  callMs: z
    .int()
    .min(1)
    .max(600_000)
    .optional()
    .describe('Milliseconds for one call, its wait included; default: what the request has left.'),
  recycleCalls: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe('Calls after which another process takes over; default: when memory has grown by a third.'),
  batch: z
    .union([z.literal(false), batchSchema])
    .default(batchSchema.parse({}))
    .describe('How requests that wait are answered in one call; false: each has a call of its own.'),
});

export type DeclaredNative = z.output<typeof nativeSchema>;

/** What holds where a project says nothing. */
export const defaultNative: DeclaredNative = nativeSchema.parse({});
