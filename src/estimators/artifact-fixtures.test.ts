/** Artifacts of every format and state version ever written: they open, repeat their golden rows, and are written back equal. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { encodeArtifact, openArtifact } from './artifact.ts';
import type { FittedEstimator } from './estimator.ts';
import './index.ts';
import { listEstimators } from './registry.ts';

const folder = fileURLToPath(new URL('../../tests/fixtures/artifacts/', import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith('.bin'));
const open = (file: string) => openArtifact(new Uint8Array(readFileSync(folder + file)), file);

describe.each(files)('%s', (file) => {
  it('opens and repeats its golden rows to the bit', () => {
    const model = open(file);
    expect(model.golden.rows.nRows).toBeGreaterThan(0);
    model.verifyGolden();
  });

  it.runIf(file.startsWith('format-1-'))('is written back byte for byte', () => {
    expect(Buffer.from(encodeArtifact(open(file))).equals(readFileSync(folder + file))).toBe(true);
  });
});

it('every estimator has an artifact of its present state version', () => {
  const seen = new Set<string>();
  const note = ({ name, version, state }: FittedEstimator) => {
    seen.add(`${name} ${version}`);
    for (const step of (state as { steps?: FittedEstimator[] }).steps ?? []) note(step);
  };
  for (const file of files) note(open(file).fitted);
  const lacking = listEstimators().filter(({ name, version }) => !seen.has(`${name} ${version}`));
  expect(lacking.map(({ name }) => name)).toEqual([]);
});
