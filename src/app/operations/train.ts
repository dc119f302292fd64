/** `train`: from a table and a target to a judged, registered model. */
import { z } from 'zod';
import { decisionMetricNames } from '../../estimators/decision/decision-metric-names.ts';
import { modelTasks, tasks } from '../../table/task.ts';
import type { CalibrationChoice } from '../../train/calibrate.ts';
import type { DecideChoice } from '../../train/decide-answers.ts';
import type { PresetName } from '../../train/preset.ts';
import { defineOperation } from '../operation.ts';
import { calibrated, decided } from './answer-fields.ts';
import { fairnessConstraint, fairnessFields, mitigate, mitigationFields, sensitive } from './fairness-fields.ts';
import { budget, derive, estimate, finding, look, maxCandidates, seed, source, threads } from './fields.ts';
import { anomaly, cluster, trainWithoutTarget } from './train-unlabelled.ts';

const names = z.array(z.string().min(1)).default([]).meta({ commas: true });

const defaultBudgetMs = 60_000;

const gated = z
  .object({
    passed: z.boolean(),
    failed: z.array(z.string()).describe('What did not pass, or why nothing could be tested.'),
  })
  .describe("What the configuration's tests and gates said; absent when none are declared.");

/** A model that learned a target. */
const supervised = z.object({
  runId: z.string(),
  model: z.object({ name: z.string(), version: z.int() }),
  champion: z.boolean().describe('Whether this version became champion by itself.'),
  task: z.enum(tasks),
  metric: z.object({ name: z.string(), direction: z.enum(['maximize', 'minimize']) }),
  baseline: estimate.extend({ name: z.string() }),
  holdout: estimate,
  look: look.optional(),
  metrics: z.record(z.string(), estimate),
  lift: estimate.extend({
    pValue: z.number(),
    verdict: z.enum(['lift', 'no_lift', 'not_distinguishable']),
  }),
  fairness: fairnessFields.optional(),
  mitigation: mitigationFields.optional(),
  gated: gated.optional(),
  chosen: z
    .object({
      kind: z.enum(['single', 'voting', 'stacking']),
      members: z.int().describe('Candidates that the model is made of.'),
      models: z.int().describe('Fitted models in it; with folds several for each member.'),
      score: z.number().nullable().describe('Cross-validated; it takes part in the choice, so it may flatter.'),
      latencyUs: z.number().describe('One row alone, measured.'),
      bytes: z.int().describe('Stored size of the model.'),
    })
    .describe('What the model is.'),
  calibration: calibrated.optional(),
  decision: decided.optional(),
  candidates: z.array(
    z.object({
      name: z.string(),
      params: z.record(z.string(), z.unknown()),
      score: z.number().nullable(),
      fitMs: z.number(),
      latencyUs: z.number().describe('One row alone, by the model of one fold.'),
      bytes: z.int().describe('Stored size of the model of one fold.'),
      weight: z.number().describe('Share in the model, 0 to 1.'),
      chosen: z.boolean(),
    }),
  ),
  findings: z.array(finding),
  rows: z.object({ train: z.int(), holdout: z.int() }),
  weights: z
    .object({ column: z.string(), leftOut: z.int().describe('Rows of weight 0.') })
    .optional()
    .describe('How rows are weighed in fits and in the search; the figures count every row alike.'),
  artifactHash: z.string(),
  reportPath: z.string(),
  cardPath: z.string(),
  durationMs: z.number(),
  refit: z.object({ name: z.string(), version: z.int(), artifactHash: z.string() }).optional(),
});

export const train = defineOperation({
  name: 'train',
  description:
    'Train, judge and register a model: baseline first, then a cross-validated search, then the sealed holdout.',
  positional: ['source'],
  input: z.object({
    source,
    target: z.string().min(1).optional().describe('Column to predict; none with --task anomaly or cluster.'),
    task: z
      .enum(modelTasks)
      .optional()
      .describe('What to learn; found from the target when absent. anomaly: strange rows; cluster: groups of rows.'),
    contamination: z
      .number()
      .gt(0)
      .max(0.5)
      .optional()
      .describe('Anomalies: the share of rows like these that counts as anomalies; default 0.05.'),
    labelColumn: z
      .string()
      .min(1)
      .optional()
      .describe('Anomalies: a column that says which rows are some; the model is judged by it and never sees it.'),
    clusters: z.int().min(2).max(100).optional().describe('Clusters: how many; 2 to 10 are tried when absent.'),
    metric: z.string().optional().describe('Metric to optimise, such as roc_auc, log_loss, accuracy, rmse, mae.'),
    name: z.string().optional().describe('Name of the model; default: the name of the source file.'),
    timeColumn: z.string().optional().describe('Column with the time of a row: train strictly before the holdout.'),
    groupColumn: z.string().optional().describe('Column whose groups never stand on both sides of a split.'),
    idColumn: names.describe('Identifier columns, which are no features.'),
    exclude: names.describe('Columns that are no features.'),
    keep: names.describe('Source columns of derived columns that stay features.'),
    derive,
    positiveClass: z.string().optional().describe("The positive class, in the source's own text."),
    sensitive,
    excludeSensitive: z.boolean().default(false).describe('Keep the sensitive columns out of the features.'),
    mitigate,
    fairnessConstraint,
    weightColumn: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Column of numbers >= 0: how much a row counts in fits and in the search. It is no feature; sealed rows count alike.',
      ),
    allow: names.describe('Codes of error-level findings that may not stop the run.'),
    sample: z.int().min(10).optional().describe('Train on this many rows drawn at random.'),
    budget,
    maxCandidates,
    preset: z
      .enum(['fast', 'balanced', 'best', 'interpretable', 'tiny'] satisfies PresetName[])
      .default('balanced')
      .describe(
        'fast: the best single model; balanced: a mean of bagged models; best: more folds, members and stacking; interpretable: linear, additive or a small tree; tiny: small and quick to ask.',
      ),
    maxBytes: z.int().min(1024).optional().describe('Largest stored model in bytes.'),
    maxLatencyUs: z
      .number()
      .gt(0)
      .optional()
      .describe('Longest time to predict one row, in microseconds. Without it, balanced prefers 250 at most.'),
    calibrate: z
      .enum(['auto', 'none', 'temperature', 'platt', 'isotonic'] satisfies CalibrationChoice[])
      .default('auto')
      .describe('Correct the probabilities by held-out rows; auto: when that lowers the log loss by more than chance.'),
    costs: z
      .string()
      .min(1)
      .max(100_000)
      .optional()
      .describe(
        'What mistakes cost, as in the example: for two classes false_negative and false_positive, else a .json or .csv file with a cost for each pair of classes.',
      ),
    decideBy: z
      .enum(['auto', 'none', 'cost', 'youden', ...decisionMetricNames] satisfies DecideChoice[])
      .default('auto')
      .describe('What answers are decided for; auto: the costs, else the metric where it is one of decisions.'),
    threshold: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('Answer the positive class above this probability, whatever would be chosen.'),
    seed,
    threads,
    refit: z
      .enum(['all'])
      .optional()
      .describe('"all" adds a second version fitted on every row, not directly evaluated.'),
  }),
  output: z.discriminatedUnion('task', [supervised, anomaly, cluster]),
  access: { role: 'operator', resource: 'model' },
  endsEarly: true,
  examples: [
    'modelwright train churn.csv --target churn --id-column customer_id',
    'modelwright train payments.csv --task anomaly --contamination 0.01',
    'modelwright train customers.csv --task cluster --id-column customer_id',
    'modelwright train fraud.csv --target fraud --costs "false_negative=500,false_positive=5"',
    'modelwright train loans.csv --target default --sensitive sex,age_group --exclude-sensitive',
    'modelwright train loans.csv --target default --sensitive sex --mitigate thresholds --fairness-constraint equal_opportunity',
    'modelwright train flights.parquet --derive "late = delay > 15" --target late --time-column date --budget 30s',
  ],
  async run(platform, input, { onProgress, signal, enough, startedMs }) {
    const { project } = platform;
    const [
      { resolveSource },
      { trainModel },
      { defaultModelName },
      { checkName },
      { readCosts },
      { fairnessAsked },
      { checkGates, declaresLaws },
      { mitigationAsked },
    ] = await Promise.all([
      import('../../data/source.ts'),
      import('../../train/run.ts'),
      import('../default-model-name.ts'),
      import('../../core/names.ts'),
      import('../read-costs.ts'),
      import('../fairness-asked.ts'),
      import('../declared.ts'),
      import('../mitigation-asked.ts'),
    ]);
    if (input.task === 'anomaly' || input.task === 'cluster') {
      return await trainWithoutTarget(
        platform,
        { ...input, task: input.task },
        { onProgress, signal, enough, startedMs },
      );
    }
    checkGates(project);
    const target = await learnedTarget(input);
    const name = checkName(input.name ?? defaultModelName(input.source));
    const plan = await resolveSource(input.source, { derive: input.derive, textColumns: [target] });
    const untimed = input.maxCandidates === undefined ? defaultBudgetMs : Number.MAX_SAFE_INTEGER;
    const trained = await trainModel(
      await platform.store(),
      {
        plan,
        name,
        target,
        task: input.task,
        metric: input.metric,
        positiveClass: input.positiveClass,
        timeColumn: input.timeColumn,
        groupColumn: input.groupColumn,
        idColumns: input.idColumn,
        exclude: input.exclude,
        keep: input.keep,
        fairness: fairnessAsked(project, input.sensitive, input.excludeSensitive),
        mitigation: mitigationAsked(input.mitigate, input.fairnessConstraint),
        weightColumn: input.weightColumn,
        allow: input.allow,
        sample: input.sample,
        budgetMs: input.budget ?? untimed,
        maxCandidates: input.maxCandidates,
        preset: input.preset,
        maxBytes: input.maxBytes,
        maxLatencyUs: input.maxLatencyUs,
        seed: input.seed,
        threads: input.threads ?? project.threads,
        calibrate: input.calibrate,
        costs: input.costs === undefined ? undefined : await readCosts(input.costs),
        decideBy: input.decideBy,
        threshold: input.threshold,
        refit: input.refit,
      },
      {
        actor: platform.actor,
        snapshotMaxBytes: project.snapshotMaxBytes,
        card: project.card,
        gated: declaresLaws(project),
        onProgress,
        signal,
        enough,
        startedMs,
      },
    );
    if (!declaresLaws(project)) return trained.result;
    const { crownIfFirst } = await import('../gate-new-version.ts');
    return { ...trained.result, ...(await crownIfFirst(platform, trained.result, onProgress)) };
  },
});

/** The target, of an input without what only makes sense without one. @throws PARAM_INVALID */
async function learnedTarget(
  input: Partial<Record<'target' | 'contamination' | 'labelColumn' | 'clusters', unknown>>,
): Promise<string> {
  const { ModelwrightError } = await import('../../core/errors.ts');
  for (const name of ['contamination', 'labelColumn', 'clusters'] as const) {
    if (input[name] === undefined) continue;
    const law = name === 'clusters' ? 'no value without task cluster' : 'no value without task anomaly';
    throw new ModelwrightError('PARAM_INVALID', { name, law, value: String(input[name]) });
  }
  if (typeof input.target === 'string') return input.target;
  const law = 'a column to predict, or task anomaly or cluster';
  throw new ModelwrightError('PARAM_INVALID', { name: 'target', law, value: 'none' });
}
