import './index.ts';
import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { numberColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { fitEstimator } from './fit.ts';
import { roundsOf, withGrownRounds, withRounds } from './rounds.ts';

const n = 120;
const X = tableOf([
  numberColumn(
    'x',
    Array.from({ length: n }, (_, i) => (i * 37) % 101),
  ),
]);
/** Truth with every third answer turned, so that trees never run out of something to learn. */
const y = Float64Array.from({ length: n }, (_, i) => Number((i * 37) % 101 > 50 !== (i % 3 === 0)));
const input = { X, y, task: 'binary', nClasses: 2 } as const;
const learned = (spec: { name: string; params: Record<string, unknown> }, valid?: { X: typeof X; y: Float64Array }) =>
  fitEstimator(spec, { ...input, valid }, { rng: createRng(3).split('fit') });

const boosted = { name: 'gbdt', params: { nEstimators: 40, learningRate: 0.3, earlyStoppingRounds: 3 } };
const pipeline = (last: object) => ({
  name: 'pipeline',
  params: { steps: [{ name: 'numeric_imputer', params: {} }, last] },
});

describe('rounds', () => {
  it('are read from a predictor and from the end of pipelines, also of pipelines in pipelines', () => {
    const fitted = learned({ ...boosted, params: { ...boosted.params, nEstimators: 9 } });
    expect(roundsOf(fitted)).toBe(9);
    const nested = {
      name: 'pipeline',
      params: {},
      version: 1,
      state: { steps: [learned({ name: 'logistic', params: {} }), fitted] },
    };
    expect(roundsOf({ ...nested, state: { steps: [nested] } } as never)).toBe(9);
  });

  it('are none where a predictor does not iterate', () => {
    expect(roundsOf(learned({ name: 'majority', params: {} }))).toBeUndefined();
  });

  it('that early stopping found are what a fit without watching rows then has', () => {
    const others = y.map((value, i) => (i % 5 === 0 ? 1 - value : value));
    const stopped = learned(boosted, { X, y: others });
    const rounds = roundsOf(stopped)!;
    expect(rounds).toBeLessThan(40);
    expect(roundsOf(learned(boosted))).toBe(40);
    expect(roundsOf(learned(withRounds(boosted, rounds) as never))).toBe(rounds);
  });

  it('are written into the last step alone, and leave the given spec as it was', () => {
    const spec = pipeline(boosted);
    const before = structuredClone(spec);
    const changed = withRounds(spec, 12);
    expect(changed).toEqual(pipeline({ ...boosted, params: { ...boosted.params, nEstimators: 12 } }));
    expect(spec).toEqual(before);
  });

  it('change nothing where a predictor does not iterate', () => {
    const spec = pipeline({ name: 'ridge', params: { alpha: 2 } });
    expect(withRounds(spec, 12)).toEqual(spec);
  });

  it('of fits on all rows are those that parts kept in the median, and more by the rows where each learns one small thing, up to the bound', () => {
    const trees = (nEstimators: number) => pipeline({ ...boosted, params: { ...boosted.params, nEstimators } });
    expect(withGrownRounds(pipeline(boosted), [9, 20, 11], 1.5)).toEqual(trees(17));
    expect(withGrownRounds(pipeline(boosted), [11], 1)).toEqual(trees(11));
    expect(withGrownRounds(pipeline(boosted), [30], 1.5)).toEqual(trees(40));
    expect(withGrownRounds({ name: 'gbdt', params: {} }, [9e9], 1.5)).toEqual({
      name: 'gbdt',
      params: { nEstimators: 100 },
    });
    const network = (nEpochs: number) => ({ name: 'mlp', params: { nEpochs } });
    expect(withGrownRounds(network(30), [9, 20, 11], 1.5)).toEqual(network(11));
    const ridge = pipeline({ name: 'ridge', params: { alpha: 2 } });
    expect(withGrownRounds(ridge, [], 1.5)).toEqual(ridge);
  });
});
