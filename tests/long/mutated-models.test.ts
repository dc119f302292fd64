/** 100,000 damaged model files: a typed error or a model that predicts numbers, never a crash, never a hang. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mutatedFiles, outcomeOf, soundFiles } from '../exchange/mutated-models.ts';

it('survives 100,000 damaged files', () => {
  const counts = { refused: 0, predicts: 0 };
  fc.assert(
    fc.property(mutatedFiles(soundFiles()), (file) => {
      counts[outcomeOf(file)]++;
    }),
    { numRuns: 100_000 },
  );
  console.log(`${counts.refused} refused, ${counts.predicts} predict`);
  expect(counts.refused + counts.predicts).toBe(100_000);
});
