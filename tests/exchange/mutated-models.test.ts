/** Damaged model files end in a typed error or in a model that predicts numbers. A hundred times as many: tests/long. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mutatedFiles, outcomeOf, soundFiles } from './mutated-models.ts';

const files = soundFiles();

it('takes every sound file', () => {
  expect(files.filter((file) => outcomeOf(file) !== 'predicts')).toEqual([]);
});

it('survives 1,000 damaged files', { timeout: 60_000 }, () => {
  const counts = { refused: 0, predicts: 0 };
  fc.assert(
    fc.property(mutatedFiles(files), (file) => {
      counts[outcomeOf(file)]++;
    }),
    { numRuns: 1_000 },
  );
  // Damage that is never seen, or sound files that are always refused, would test nothing.
  expect(Math.min(counts.refused, counts.predicts)).toBeGreaterThan(50);
});
