/** Artifacts: equal content gives equal bytes, whatever bytes give a model or a typed error, golden rows are replayed. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isModelwrightError } from '../core/errors.ts';
import { type Packable, pack, unpack } from '../core/pack.ts';
import { createRng } from '../math/philox.ts';
import { tableFrom } from '../table/build.ts';
import { takeRows } from '../table/table.ts';
import type { Signature } from '../table/task.ts';
import { type ArtifactContent, encodeArtifact, openArtifact } from './artifact.ts';
import { fitEstimator, predictWith } from './fit.ts';
import { linearRecipe } from './index.ts';

const X = tableFrom({
  city: ['a', 'b', 'a', 'secret', 'a', 'c', 'b', 'b'],
  n: [1, 2, 3, null, 5, 6, 7, -0],
  flag: [true, false, null, true, true, false, false, true],
});
const signature: Signature = {
  inputs: [
    { name: 'city', type: 'string' },
    { name: 'n', type: 'number' },
    { name: 'flag', type: 'boolean' },
  ],
  target: { name: 'y', task: 'binary', classes: ['no', 'yes'] },
};
const steps = [
  ...linearRecipe([
    { name: 'city', role: 'categorical' },
    { name: 'n', role: 'numeric' },
    { name: 'flag', role: 'boolean' },
  ]),
  { name: 'logistic', params: {} },
];

let content: ArtifactContent;
let bytes: Uint8Array;

beforeAll(() => {
  const y = Float64Array.of(0, 1, 0, 1, 0, 1, 1, 0);
  const input = { X, y, task: 'binary', nClasses: 2 } as const;
  const fitted = fitEstimator({ name: 'pipeline', params: { steps } }, input, { rng: createRng(1) });
  const rows = takeRows(X, [0, 2, 7]);
  content = { signature, fitted, golden: { rows, predictions: predictWith(fitted, rows) } };
  bytes = encodeArtifact(content);
});

describe('an artifact', () => {
  it('gives the model back, to the bit', () => {
    const model = openArtifact(bytes, 'test');
    expect(model.signature).toEqual(signature);
    expect(model.predict(X)).toEqual(predictWith(content.fitted, X));
    expect(
      model
        .importance()!
        .map(({ feature }) => feature)
        .sort(),
    ).toEqual(['city', 'flag', 'n']);
    model.verifyGolden();
  });

  it('is written again byte for byte', () => {
    expect(encodeArtifact(openArtifact(bytes, 'test'))).toEqual(bytes);
  });

  it('holds no text of rows that are not golden', () => {
    const without = encodeArtifact({ ...content, golden: { ...content.golden, rows: takeRows(X, [0, 2, 7]) } });
    const { golden } = unpack(without, 'test') as { golden: { rows: { columns: { dictionary?: string[] }[] } } };
    expect(golden.rows.columns[0].dictionary).toEqual(['a', 'b']);
  });

  it('notices golden rows that no longer come out', () => {
    const { predictions } = content.golden;
    const probabilities = predictions.probabilities!.map((column) => column.slice());
    probabilities[0][1] += 2e-16;
    const changed = encodeArtifact({
      ...content,
      golden: { ...content.golden, predictions: { ...predictions, probabilities } },
    });
    expect(() => openArtifact(changed, 'm').verifyGolden()).toThrow(
      expect.objectContaining({ code: 'GOLDEN_MISMATCH', details: expect.objectContaining({ row: 1 }) }),
    );
  });
});

describe('damaged bytes', () => {
  /** Opens and uses what may be damaged; anything but a typed error of these kinds fails the test. */
  const use = (some: Uint8Array) => {
    try {
      const model = openArtifact(some, 'test');
      model.verifyGolden();
    } catch (error) {
      if (!isModelwrightError(error)) throw error;
      expect([
        'ARTIFACT_DAMAGED',
        'ARTIFACT_UNSUPPORTED',
        'STATE_INVALID',
        'ESTIMATOR_UNKNOWN',
        'GOLDEN_MISMATCH',
      ]).toContain(error.code);
    }
  };

  it('are refused by name wherever they were cut', () => {
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => openArtifact(bytes.subarray(0, length), 'test')).toThrow(
        expect.objectContaining({ code: 'ARTIFACT_DAMAGED', message: expect.stringContaining('test') }),
      );
    }
  });

  it('never give anything but a model or a typed error', () => {
    const flips = fc.array(fc.tuple(fc.nat({ max: 100_000 }), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(flips, (changes) => {
        const some = bytes.slice();
        for (const [at, mask] of changes) some[at % some.length] ^= mask;
        use(some);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (some) => {
        expect(() => openArtifact(some, 'test')).toThrow(expect.objectContaining({ code: 'ARTIFACT_DAMAGED' }));
      }),
    );
  });

  it('of each part are named', () => {
    const broken = (change: (parts: Record<string, never>) => void) => {
      const parts = structuredClone(unpack(bytes, 'test')) as Record<string, never>;
      change(parts);
      return () => openArtifact(pack(parts as Packable), 'test');
    };
    const code = (name: string) => expect.objectContaining({ code: name });
    const step = (parts: Record<string, never>, i: number) =>
      (parts.fitted as { state: { steps: { name: string; version: number; state: unknown; params: unknown }[] } }).state
        .steps[i];
    const set = (target: object, field: string, value: unknown) => Object.assign(target, { [field]: value });
    expect(broken((parts) => set(parts, 'format', 4))).toThrow(code('ARTIFACT_UNSUPPORTED'));
    expect(broken((parts) => set(parts, 'format', 'x'))).toThrow(code('ARTIFACT_DAMAGED'));
    expect(broken((parts) => set(parts, 'signature', null))).toThrow(code('ARTIFACT_DAMAGED'));
    expect(broken((parts) => set(parts, 'extra', 1))).toThrow(code('ARTIFACT_DAMAGED'));
    expect(broken((parts) => set(step(parts, 5), 'name', 'nothing'))).toThrow(code('ESTIMATOR_UNKNOWN'));
    expect(broken((parts) => set(step(parts, 5), 'version', 99))).toThrow(code('ARTIFACT_UNSUPPORTED'));
    expect(broken((parts) => set(step(parts, 5), 'state', { features: [] }))).toThrow(code('STATE_INVALID'));
    expect(broken((parts) => set(step(parts, 5), 'params', { C: -1 }))).toThrow(code('STATE_INVALID'));
    expect(broken((parts) => set(parts.golden, 'rows', { nRows: 3, columns: [] }))).not.toThrow();
    expect(broken((parts) => set(parts.golden, 'rows', { nRows: 4, columns: [] }))).toThrow(code('ARTIFACT_DAMAGED'));
  });
});
