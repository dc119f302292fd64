/** Artifacts of every format and state version ever written: they open, repeat their golden rows, and are written back equal. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { unpack } from '../core/pack.ts';
import { encodeArtifact, openArtifact } from './artifact.ts';
import type { FittedEstimator } from './estimator.ts';
import './index.ts';
import { findEstimator, listEstimators } from './registry.ts';

const folder = fileURLToPath(new URL('../../tests/fixtures/artifacts/', import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith('.bin'));
const open = (file: string) => openArtifact(new Uint8Array(readFileSync(folder + file)), file);

describe.each(files)('%s', (file) => {
  it('opens and repeats its golden rows to the bit', () => {
    const model = open(file);
    expect(model.golden.rows.nRows).toBeGreaterThan(0);
    model.verifyGolden();
  });

  it('is written back byte for byte, but for states that were upgraded', () => {
    const bytes = readFileSync(folder + file);
    // The bytes as they were written, before anything checks or upgrades them.
    const { fitted } = unpack(new Uint8Array(bytes), file) as unknown as { readonly fitted: FittedEstimator };
    const written = encodeArtifact(open(file));
    expect(Buffer.from(written).equals(bytes)).toBe(stepsOf(fitted).every(isPresent));
    expect(Buffer.from(encodeArtifact(openArtifact(written, file))).equals(written)).toBe(true);
  });
});

it('holds what models know about their errors in format 2 alone', () => {
  for (const file of files) {
    const model = open(file);
    expect(model.uncertainty !== undefined).toBe(file.startsWith('format-2-'));
    if (!model.uncertainty) continue;
    const { interval, sets } = model.predict(model.golden.rows, 0.9);
    expect((interval ?? sets)?.coverage).toBe(0.9);
  }
});

it('says what models without a target do in format 3 alone', () => {
  for (const file of files) {
    const { signature, golden } = open(file);
    expect(['anomaly', 'cluster'].includes(signature.target.task)).toBe(file.startsWith('format-3-'));
    expect(golden.predictions.measures?.map(({ name }) => name)).toEqual(
      signature.target.task === 'anomaly' ? ['anomaly_score'] : undefined,
    );
  }
});

it('every estimator has an artifact of its present state version', () => {
  const fitted = files.map((file) => unpack(new Uint8Array(readFileSync(folder + file)), file) as never);
  const seen = new Set(
    fitted.flatMap((one: { fitted: FittedEstimator }) =>
      stepsOf(one.fitted).map(({ name, version }) => `${name} ${version}`),
    ),
  );
  const lacking = listEstimators().filter(({ name, version }) => !seen.has(`${name} ${version}`));
  expect(lacking.map(({ name }) => name)).toEqual([]);
});

interface Parts {
  readonly steps?: readonly FittedEstimator[];
  readonly members?: readonly { readonly models?: readonly FittedEstimator[]; readonly fitted?: FittedEstimator }[];
  readonly final?: FittedEstimator;
}

/** A fitted estimator and all that it is made of. */
function stepsOf(fitted: FittedEstimator): FittedEstimator[] {
  const { steps = [], members = [], final } = fitted.state as Parts;
  const parts = [
    ...steps,
    ...members.flatMap(({ models, fitted: one }) => models ?? one ?? []),
    ...(final ? [final] : []),
  ];
  return [fitted, ...parts.flatMap(stepsOf)];
}

function isPresent({ name, version }: FittedEstimator): boolean {
  return findEstimator(name).version === version;
}
