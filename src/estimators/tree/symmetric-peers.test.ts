/** Symmetric trees beside CatBoost: fixtures of tests/reference/estimators/make_symmetric.py. */
import { describe, expect, it } from 'vitest';
import { checksumOf, halfRows, lossOn, onWholeNumbers, peerSet } from '../../../tests/estimators/peer-sets.ts';
import reference from '../../../tests/reference/estimators/symmetric.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { takeRows } from '../../table/table.ts';
import { gbdt } from './gbdt.ts';

const train = Int32Array.from({ length: halfRows }, (_, row) => row);
const test = train.map((row) => row + halfRows);
const plain = { growth: 'symmetric', minChildSamples: 1, minChildWeight: 0 };

describe('the trees of CatBoost where bins are whole numbers', () => {
  it.each(reference.twins.map((one) => [one.name, one] as const))('%s', (_, { set, trees, params, scores }) => {
    const { X, y, task, nClasses } = onWholeNumbers(peerSet(set));
    const sampleWeight = 'weighted' in params ? Float64Array.from(train, (row) => 1 + (row % 3)) : undefined;
    const input = { X: takeRows(X, train), y: y.subarray(0, halfRows), task, nClasses, sampleWeight };
    const { depth, l2_leaf_reg } = params;
    const given = {
      maxDepth: depth,
      numLeaves: 2 ** depth,
      lambdaL2: l2_leaf_reg,
      nEstimators: trees,
      learningRate: 0.2,
    };
    const state = gbdt.fit(input, gbdt.params.parse({ ...plain, ...given }), { rng: createRng(0) });
    const { values } = gbdt.predict(state, takeRows(X, train.subarray(0, scores.length)));
    for (const [i, score] of scores.entries()) expect(values[i]).toBeCloseTo(score, 6);
  });
});

describe('as good as CatBoost on rows that nobody saw', () => {
  it.each(reference.sets.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const set = peerSet(one.set);
    expect(checksumOf(set)).toBeCloseTo(one.checksum, 4);
    const given = { maxDepth: 6, numLeaves: 64, lambdaL2: 3, nEstimators: 300, learningRate: 0.08, randomStrength: 1 };
    const input = { X: takeRows(set.X, train), y: set.y.subarray(0, halfRows), task: set.task, nClasses: set.nClasses };
    const state = gbdt.fit(input, gbdt.params.parse({ ...plain, ...given }), { rng: createRng(0) });
    const loss = lossOn(set, gbdt.predict(state, takeRows(set.X, test)), test);
    // 5 % of what CatBoost gains over knowing nothing but the shares or the mean.
    const gain = one.baseline - one.catboost;
    expect(loss).toBeLessThan(one.catboost + 0.05 * gain);
    expect(loss).toBeGreaterThan(one.catboost - 0.2 * gain);
  });
});
