/** `reproduce`: trains again from the record and compares hashes. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { modelReference, threads } from './fields.ts';

export const reproduce = defineOperation({
  name: 'reproduce',
  description: 'Train a model again from its recorded data, decision and seed, and compare the artifact hashes.',
  positional: ['model'],
  input: z.object({ model: modelReference, threads }),
  output: z.object({
    model: z.object({ name: z.string(), version: z.int() }),
    equal: z.boolean(),
    expected: z.string(),
    actual: z.string(),
    durationMs: z.number(),
  }),
  access: { role: 'operator', resource: 'model' },
  examples: ['modelwright reproduce flights@1', 'modelwright reproduce flights --threads 1 --json'],
  async run(platform, input, { onProgress, signal }) {
    const [
      { resolveModel },
      { recordedDecision, recordedUnlabelled },
      { reproduce: trainAgain },
      { reproduceUnlabelled },
      { stopwatch },
    ] = await Promise.all([
      import('../../tracking/registry.ts'),
      import('../../train/recorded.ts'),
      import('../../train/reproduce.ts'),
      import('../../train/unlabelled/reproduce.ts'),
      import('../../core/clock.ts'),
    ]);
    const elapsed = stopwatch();
    const store = await platform.store();
    const version = await resolveModel(store, input.model);
    const job = {
      blobs: store.blobs,
      expected: version.artifactHash,
      model: `${version.name}@${version.version}`,
      threads: input.threads ?? platform.project.threads,
      onProgress,
      signal,
    };
    const decision = recordedUnlabelled(version);
    const outcome = decision
      ? await reproduceUnlabelled({ ...job, decision })
      : await trainAgain({ ...job, decision: recordedDecision(version) });
    return { model: { name: version.name, version: version.version }, ...outcome, durationMs: Math.round(elapsed()) };
  },
});
