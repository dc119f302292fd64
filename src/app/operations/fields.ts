/** Input and output fields that several operations share, each with its help text. */
import { z } from 'zod';
import { tasks } from '../../table/task.ts';

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A duration as `90s`, `5m`, `1h` or a number of seconds; becomes milliseconds. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h)?$/, 'expected a duration such as 90s, 5m or 1h')
  .transform((text) => {
    const [, amount, unit] = /^([\d.]+)(ms|s|m|h)?$/.exec(text)!;
    return Number(amount) * unitsMs[(unit ?? 's') as keyof typeof unitsMs];
  });

export const budget = duration
  .optional()
  .describe('Time for the whole run, such as 60s or 10m; default 60s, none with --max-candidates.');

export const maxCandidates = z
  .int()
  .min(1)
  .max(10_000)
  .optional()
  .describe('Candidates to try; makes the choice independent of the clock.');

export const source = z
  .string()
  .min(1)
  .describe('File or glob: .csv, .tsv, .json, .ndjson (each also .gz) or .parquet.');

export const modelReference = z
  .string()
  .min(1)
  .describe('Model: `flights` (its champion, else the latest version), `flights@champion` or `flights@3`.');

export const modelName = z.string().min(1).describe('Name of a model.');

export const alias = z.string().min(1).max(128).default('champion').describe('Alias to move.');

export const reason = z.string().min(1).max(1000).describe('Why; kept in the history and the audit log.');

export const seed = z
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .default(7)
  .describe('Seed of every random choice; the same seed and data give the same result.');

export const threads = z.int().min(1).max(256).optional().describe('Total threads; default: the cores of the machine.');

export const task = z.enum(tasks).optional().describe('What to learn; found from the target when absent.');

export const derive = z
  .array(z.string())
  .default([])
  .describe('Derived column "name = SQL expression" over source columns; its sources leave the features. Repeatable.');

/** `[low, high]` at 95 %. */
const interval = z.tuple([z.number(), z.number()]);

/** A figure with its interval; null where it is not defined. */
export const estimate = z.object({
  value: z.number().nullable(),
  ci: interval.nullable(),
  method: z.string().optional().describe('How the interval was made: `wilson`, `delong`, `bca` ...'),
});

/** Which look at a sealed holdout some figures come from. */
export const look = z
  .object({
    holdoutId: z.string(),
    look: z.int().describe('1 for the first look at this holdout.'),
    again: z.boolean().describe('Whether the same answers were judged before, so that nothing was counted.'),
    spent: z.number().describe('What the holdout has given away, this look included.'),
    budget: z.int().describe('What it may give away before it refuses.'),
  })
  .describe('Which look at the sealed holdout the figures come from.');

export const finding = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  column: z.string().optional(),
  message: z.string(),
});

/** Explanations of single predictions. */
export const explained = z.object({
  method: z.enum(['tree', 'linear', 'ensemble', 'exact', 'permutation', 'kernel']),
  scale: z
    .enum(['value', 'log', 'probability', 'log_odds', 'softmax', 'raw', 'isolation', 'nearness'])
    .describe('What base and contributions of a row add up to.'),
  backgroundRows: z.int().optional(),
  permutations: z.int().optional(),
  rows: z.array(
    z.object({
      of: z.string().optional().describe('Class whose score is explained; absent for regression.'),
      base: z.number(),
      contributions: z.record(z.string(), z.number()),
    }),
  ),
});

export const versionRow = z.object({
  name: z.string(),
  version: z.int(),
  aliases: z.array(z.string()),
  artifactHash: z.string(),
  createdAt: z.string(),
});
