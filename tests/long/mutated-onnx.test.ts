/** 100,000 damaged ONNX files at the gate: passed or refused by a typed error, and no memory kept or taken beyond the files' own size. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gateOutcome, mutatedOnnxFiles, soundOnnxFiles } from '../exchange/mutated-onnx.ts';

/** What one file of a few kilobytes may take: a length that it claims is never believed. */
const mostBytes = 64 * 1024 * 1024;

it('survives 100,000 damaged files', () => {
  const counts = { refused: 0, passed: 0 };
  let most = 0;
  fc.assert(
    fc.property(mutatedOnnxFiles(soundOnnxFiles()), (file) => {
      const before = taken();
      counts[gateOutcome(file)]++;
      most = Math.max(most, taken() - before);
    }),
    { numRuns: 100_000 },
  );
  console.log(`${counts.refused} refused, ${counts.passed} passed, at most ${Math.round(most / 1024)} KiB for one`);
  expect(counts.refused + counts.passed).toBe(100_000);
  expect(most).toBeLessThan(mostBytes);
});

function taken(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
