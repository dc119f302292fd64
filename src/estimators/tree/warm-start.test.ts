/** Going on from an earlier model: N and M rounds are N + M rounds. */
import { describe, expect, it } from 'vitest';
import { halfRows, peerSet } from '../../../tests/estimators/peer-sets.ts';
import { pack } from '../../core/pack.ts';
import { createRng } from '../../math/philox.ts';
import { takeRows } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import type { EstimatorSpec, FitInput, FittedEstimator } from '../estimator.ts';
import { fitEstimator, predictWith } from '../fit.ts';
import { gbdt, pipeline } from '../index.ts';
import type { GbdtState } from './gbdt.ts';

const train = Int32Array.from({ length: halfRows }, (_, row) => row);
const sets: Record<Task, number> = { regression: 3, binary: 6, multiclass: 7 };

function inputOf(task: Task, change: (y: number) => number = (y) => y): FitInput {
  const { X, y, nClasses } = peerSet(sets[task]);
  return { X: takeRows(X, train), y: y.slice(0, halfRows).map(change), task, nClasses };
}

function learn(input: FitInput, params: object, more: Partial<FitInput> = {}, name = 'gbdt'): FittedEstimator {
  return fitEstimator({ name, params: { ...params } }, { ...input, ...more }, { rng: createRng(3) });
}

describe.each([
  ['regression', 'regression', {}],
  ['regression', 'huge targets', {}],
  ['binary', 'binary', { scalePosWeight: 2 }],
  ['multiclass', 'multiclass', {}],
  ['regression', 'the absolute loss', { objective: 'l1' }],
  ['regression', 'a log link', { objective: 'tweedie' }],
  ['binary', 'sampled rows and columns', { subsample: 0.6, subsampleFreq: 3, featureFraction: 0.7 }],
  ['binary', 'goss', { boosting: 'goss', learningRate: 0.2 }],
] as const)('%s: %s', (task, title, params) => {
  const scale = title === 'huge targets' ? 1e300 : 1;
  const input = inputOf(task, (y) =>
    params && 'objective' in params && params.objective === 'tweedie' ? Math.abs(y) : y * scale,
  );

  it('gives the same bytes as one run', () => {
    const initModel = learn(input, { ...params, nEstimators: 7 });
    const onwards = learn(input, { ...params, nEstimators: 5 }, { initModel });
    expect(pack(onwards.state)).toEqual(pack(learn(input, { ...params, nEstimators: 12 }).state));
    const { forest } = onwards.state as { forest: { values: Float64Array } };
    const before = (initModel.state as { forest: { values: Float64Array } }).forest.values;
    expect(forest.values.slice(0, before.length)).toEqual(before);
  });
});

describe('going on', () => {
  const input = inputOf('regression');
  const initModel = learn(input, { nEstimators: 10 });

  it('learns from other rows', () => {
    const { X, y } = peerSet(sets.regression);
    const rows = train.map((row) => row + halfRows);
    const later = { X: takeRows(X, rows), y: y.slice(halfRows) };
    const loss = (fitted: FittedEstimator) => {
      const { values } = predictWith(fitted, later.X);
      return values.reduce((sum, value, i) => sum + (value - later.y[i]) * (value - later.y[i]), 0);
    };
    const onwards = learn({ ...input, ...later }, { nEstimators: 10 }, { initModel });
    expect((onwards.state as GbdtState).baseline).toEqual((initModel.state as GbdtState).baseline);
    expect(loss(onwards)).toBeLessThan(0.8 * loss(initModel));
  });

  it('may stop early, and keeps the earlier trees', () => {
    const valid = { X: takeRows(input.X, train.slice(0, 40)), y: input.y!.slice(0, 40).map((_, i) => (i % 2) * 50) };
    const onwards = learn(input, { nEstimators: 50, earlyStoppingRounds: 1 }, { initModel, valid });
    const count = gbdt.definition.kind === 'predictor' ? gbdt.definition.rounds!.count(onwards.state) : 0;
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThan(60);
  });

  it('refuses a model that does not fit', () => {
    const narrow = { ...input.X, columns: input.X.columns.slice(1) };
    const attempts: [Partial<FitInput>, object, RegExp][] = [
      [{ X: narrow }, {}, /initModel: expected the columns of the training rows/],
      [{}, { objective: 'l1' }, /initModel: expected objective l1/],
      [{ ...inputOf('binary'), X: input.X }, {}, /initModel: expected objective binary/],
      [{ initModel: { ...initModel, state: {} } }, {}, /state of estimator gbdt is not valid/],
    ];
    for (const [more, params, message] of attempts) {
      expect(() => learn(input, params, { initModel, ...more })).toThrow(message);
    }
    expect(() => learn(input, {}, { initModel }, 'mean')).toThrow(/initModel: expected an estimator that can go on/);
  });
});

describe('a pipeline', () => {
  const steps = (nEstimators: number): EstimatorSpec['params'] => ({
    steps: [
      { name: 'numeric_imputer', params: {} },
      { name: 'gbdt', params: { nEstimators } },
    ],
  });
  const input = inputOf('regression');

  it('goes on with the transformers it had', () => {
    const initModel = learn(input, steps(4), {}, 'pipeline');
    const onwards = learn(input, steps(3), { initModel }, 'pipeline');
    expect(pack(onwards.state)).not.toEqual(pack(initModel.state));
    expect(predictWith(onwards, input.X)).toEqual(predictWith(learn(input, steps(7), {}, 'pipeline'), input.X));
  });

  it('refuses a model of other steps', () => {
    const initModel = learn(input, { nEstimators: 2 });
    expect(() => learn(input, steps(3), { initModel }, 'pipeline')).toThrow(
      /initModel: expected a pipeline of the same steps/,
    );
  });
});

describe('the public fit', () => {
  const X = Array.from({ length: 60 }, (_, i) => [i % 7, i % 11]);
  const y = X.map(([a, b]) => (a > b ? 'more' : 'less'));

  it('goes on in its thread, with the same classes', async () => {
    const first = await gbdt({ nEstimators: 5, minChildSamples: 3 }).fit(X, y);
    const onwards = await gbdt({ nEstimators: 4, minChildSamples: 3 }).fit(X, y, { initModel: first });
    const whole = await gbdt({ nEstimators: 9, minChildSamples: 3 }).fit(X, y);
    expect(onwards.predictProba(X)).toEqual(whole.predictProba(X));
    const others = y.map((label) => `${label}!`);
    await expect(gbdt({}).fit(X, others, { initModel: first })).rejects.toThrow(
      /initModel: expected a model of the same classes/,
    );
    expect(pipeline.definition.tags.warmStart).toBe(true);
  });
});
