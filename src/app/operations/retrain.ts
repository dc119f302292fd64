/** `retrain`: a challenger against the champion. */
import { z } from 'zod';
import type { OnProgress } from '../../core/progress.ts';
import { defineOperation } from '../operation.ts';
import type { Platform } from '../platform.ts';
import { budget, estimate, maxCandidates, modelReference, seed, source, threads } from './fields.ts';

const contender = z.object({ version: z.int(), holdout: estimate, metrics: z.record(z.string(), estimate) });

export const retrain = defineOperation({
  name: 'retrain',
  description:
    'Train a challenger on fresh data and compare it with the champion on rows neither has seen; promote only a real gain.',
  positional: ['model'],
  input: z.object({
    model: modelReference,
    data: source.describe('Fresh labelled data with the columns of the first training.'),
    window: z
      .enum(['expanding', 'recent'])
      .default('expanding')
      .describe('Train on the recorded data plus the fresh rows, or on the fresh rows alone.'),
    budget,
    maxCandidates,
    alpha: z.number().gt(0).lt(0.5).default(0.05).describe('Level of the paired test that a promotion must pass.'),
    seed,
    threads,
  }),
  output: z.object({
    decision: z.enum(['promoted', 'kept']),
    reason: z.string(),
    model: z.object({ name: z.string(), version: z.int() }).describe('The champion from now on.'),
    metric: z.object({ name: z.string(), direction: z.string() }),
    champion: contender,
    challenger: contender.extend({
      runId: z.string(),
      artifactHash: z.string(),
      reportPath: z.string(),
      verdict: z.enum(['lift', 'no_lift', 'not_distinguishable']).describe('Against its own baseline.'),
    }),
    gain: estimate.describe('Challenger over champion; positive is better.'),
    pValue: z.number(),
    rows: z.object({
      recorded: z.int().describe('Rows of the earlier training data that the challenger was given.'),
      fresh: z.int().describe('Fresh rows that the challenger was given.'),
      known: z.int().describe('Rows of the fresh data that the earlier data holds already; left out.'),
      holdout: z.int().describe('Fresh rows that neither has seen.'),
    }),
    trainedUntil: z.string().nullable().describe('Latest time among the training rows, when there is a time column.'),
    durationMs: z.number(),
  }),
  access: { role: 'operator', resource: 'model' },
  examples: [
    'modelwright retrain flights --data june.parquet',
    'modelwright retrain flights --data june.csv --window recent',
  ],
  async run(platform, input, { onProgress, signal }) {
    const { retrainModel } = await import('../../lifecycle/retrain.ts');
    const request = {
      ref: input.model,
      source: input.data,
      window: input.window,
      budgetMs: input.budget ?? (input.maxCandidates === undefined ? 60_000 : Number.MAX_SAFE_INTEGER),
      maxCandidates: input.maxCandidates,
      alpha: input.alpha,
      seed: input.seed,
      threads: input.threads ?? platform.project.threads,
    };
    const { checkGates, declaresLaws } = await import('../declared.ts');
    checkGates(platform.project);
    return await retrainModel(await platform.store(), request, {
      refusal: declaresLaws(platform.project) ? (ref) => refusalOf(platform, ref, onProgress) : undefined,
      actor: platform.actor,
      snapshotMaxBytes: platform.project.snapshotMaxBytes,
      card: platform.project.card,
      onProgress,
      signal,
    });
  },
});

async function refusalOf(platform: Platform, ref: string, onProgress: OnProgress): Promise<string | undefined> {
  const { gateNewVersion } = await import('../gate-new-version.ts');
  const { passed, failed } = await gateNewVersion(platform, ref, onProgress);
  return passed ? undefined : `The champion stays: the challenger does not pass (${failed.join('; ')}).`;
}
