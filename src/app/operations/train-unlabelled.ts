/** `train --task anomaly` and `--task cluster`: the part of the operation that has no target. */
import { z } from 'zod';
import type { UnlabelledTask } from '../../table/task.ts';
import type { UnlabelledResult } from '../../train/unlabelled/result.ts';
import type { OperationContext } from '../operation.ts';
import type { Platform } from '../platform.ts';
import { estimate, finding } from './fields.ts';

const common = z.object({
  runId: z.string(),
  model: z.object({ name: z.string(), version: z.int() }),
  champion: z.boolean().describe('Whether this version became champion by itself.'),
  verdict: z
    .enum(['lift', 'no_lift', 'not_distinguishable'])
    .nullable()
    .describe('Against a ranking by chance (by the label), or data without clusters; null where nothing can tell.'),
  groups: z.array(z.object({ name: z.string(), rows: z.int() })).describe('Of the training rows.'),
  profiles: z
    .array(
      z.object({
        name: z.string(),
        kind: z.enum(['number', 'datetime', 'category']),
        groups: z.array(
          z.object({ value: z.union([z.number(), z.string()]), share: z.number().optional() }).nullable(),
        ),
        separation: z.number().describe('How far the groups lie apart in the column, 0 to 1.'),
      }),
    )
    .describe('What is typical of each group, in the units of the columns: means, or the most frequent value.'),
  findings: z.array(finding),
  rows: z.object({ train: z.int(), holdout: z.int() }),
  artifactHash: z.string(),
  reportPath: z.string(),
  durationMs: z.number(),
});

const figure = z.number().nullable();

/** A model that says how strange rows are. */
export const anomaly = common.extend({
  task: z.literal('anomaly'),
  contamination: z.number(),
  flagged: estimate.describe('Share of held-out rows that count as anomalies.'),
  label: z
    .object({
      column: z.string(),
      positive: z.string(),
      rows: z.int(),
      anomalies: z.int(),
      metrics: z.record(z.string(), estimate),
    })
    .optional(),
  chosenBy: z.enum(['excess_mass', 'stability', 'order']),
  candidates: z.array(z.object({ name: z.string(), excessMass: figure, stability: figure, chosen: z.boolean() })),
});

/** A model that says which group rows belong to. */
export const cluster = common.extend({
  task: z.literal('cluster'),
  method: z.enum(['kmeans', 'gaussian_mixture']),
  clusters: z.int(),
  metrics: z.record(z.string(), estimate),
  evidence: z
    .object({ silhouette: z.number(), without: z.number(), pValue: z.number() })
    .nullable()
    .describe('Held-out silhouette of k-means beside that in data from one normal distribution.'),
  candidates: z.array(
    z.object({
      name: z.enum(['kmeans', 'gaussian_mixture']),
      clusters: z.int(),
      params: z.record(z.string(), z.unknown()),
      stability: figure,
      silhouette: figure,
      logLikelihood: figure,
      bic: figure,
      score: figure.describe('Silhouette times stability.'),
      chosen: z.boolean(),
    }),
  ),
});

/** What the operation was asked, with the fields that are nothing without a target. */
interface Asked {
  readonly source: string;
  readonly task: UnlabelledTask;
  readonly target?: string;
  readonly metric?: string;
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  readonly refit?: 'all';
  readonly maxBytes?: number;
  readonly maxLatencyUs?: number;
  readonly costs?: string;
  readonly threshold?: number;
  readonly mitigate?: string;
  readonly fairnessConstraint?: string;
  readonly weightColumn?: string;
  readonly preset: string;
  readonly calibrate: string;
  readonly decideBy: string;
  readonly name?: string;
  readonly idColumn: readonly string[];
  readonly exclude: readonly string[];
  readonly keep: readonly string[];
  readonly derive: readonly string[];
  readonly allow: readonly string[];
  readonly positiveClass?: string;
  readonly contamination?: number;
  readonly labelColumn?: string;
  readonly clusters?: number;
  readonly sample?: number;
  readonly budget?: number;
  readonly maxCandidates?: number;
  readonly seed: number;
  readonly threads?: number;
}

const defaultBudgetMs = 60_000;
const defaultContamination = 0.05;

/** Trains. @throws PARAM_INVALID for a field that the task has no use for. */
export async function trainWithoutTarget(
  platform: Platform,
  input: Asked,
  { onProgress, signal, enough, startedMs }: OperationContext,
): Promise<UnlabelledResult> {
  const [{ resolveSource }, { trainUnlabelled }, { defaultModelName }, { checkName }] = await Promise.all([
    import('../../data/source.ts'),
    import('../../train/unlabelled/run.ts'),
    import('../default-model-name.ts'),
    import('../../core/names.ts'),
    refuseUseless(input),
  ]);
  const { task, labelColumn, budget, maxCandidates } = input;
  const untimed = maxCandidates === undefined ? defaultBudgetMs : Number.MAX_SAFE_INTEGER;
  return await trainUnlabelled(
    await platform.store(),
    {
      plan: await resolveSource(input.source, {
        derive: input.derive,
        textColumns: labelColumn === undefined ? [] : [labelColumn],
      }),
      task,
      name: checkName(input.name ?? defaultModelName(input.source)),
      idColumns: input.idColumn,
      exclude: input.exclude,
      keep: input.keep,
      allow: input.allow,
      sample: input.sample,
      contamination: input.contamination ?? defaultContamination,
      labelColumn,
      positiveClass: input.positiveClass,
      clusters: input.clusters,
      budgetMs: budget ?? untimed,
      maxCandidates,
      seed: input.seed,
      threads: input.threads ?? platform.project.threads,
    },
    {
      actor: platform.actor,
      snapshotMaxBytes: platform.project.snapshotMaxBytes,
      card: platform.project.card,
      onProgress,
      signal,
      enough,
      startedMs,
    },
  );
}

const ofTargets = [
  'target',
  'metric',
  'timeColumn',
  'groupColumn',
  'refit',
  'maxBytes',
  'maxLatencyUs',
  'costs',
  'threshold',
  'mitigate',
  'fairnessConstraint',
  'weightColumn',
] as const;
/** What these are when nobody names them. */
const standards = { preset: 'balanced', calibrate: 'auto', decideBy: 'auto' } as const;
const ofAnomalies = ['contamination', 'labelColumn', 'positiveClass'] as const;

async function refuseUseless(input: Asked): Promise<void> {
  const useless: readonly (keyof Asked)[] =
    input.task === 'cluster' ? [...ofTargets, ...ofAnomalies] : [...ofTargets, 'clusters'];
  const given = useless.find((name) => input[name] !== undefined);
  const bare = input.positiveClass !== undefined && input.labelColumn === undefined;
  const changed = (['preset', 'calibrate', 'decideBy'] as const).find((name) => input[name] !== standards[name]);
  const name = given ?? (bare ? 'positiveClass' : changed);
  if (name === undefined) return;
  const { ModelwrightError } = await import('../../core/errors.ts');
  const law = bare && !given ? 'a labelColumn beside it' : `no value with task ${input.task}`;
  throw new ModelwrightError('PARAM_INVALID', { name, law, value: String(input[name]) });
}
