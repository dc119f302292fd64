/** Damaged ONNX files pass the gate or are refused by a typed error. Fifty times as many: tests/long. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gateOutcome, mutatedOnnxFiles, soundOnnxFiles } from './mutated-onnx.ts';

const files = soundOnnxFiles();

it('takes every sound file', () => {
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((file) => gateOutcome(file) !== 'passed')).toEqual([]);
});

it('survives 2,000 damaged files', () => {
  const counts = { refused: 0, passed: 0 };
  fc.assert(
    fc.property(mutatedOnnxFiles(files), (file) => {
      counts[gateOutcome(file)]++;
    }),
    { numRuns: 2_000 },
  );
  // Damage that is never seen, or files that are always refused, would test nothing.
  expect(Math.min(counts.refused, counts.passed)).toBeGreaterThan(50);
});
