/** Class weights, sampling by gradient, dropped trees and metrics to watch: beside LightGBM, and by what they promise. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfRows, type PeerSet, peerSet } from '../../../tests/estimators/peer-sets.ts';
import reference from '../../../tests/reference/estimators/gbdt-options.json' with { type: 'json' };
import { log } from '../../math/log.ts';
import { createRng } from '../../math/philox.ts';
import { metricByName } from '../../metrics/index.ts';
import { takeRows } from '../../table/table.ts';
import { checkParams } from '../check-params.ts';
import type { EstimatorDefinition, FitContext } from '../estimator.ts';
import { binTable } from './binned-table.ts';
import { drawDropped } from './dropped-trees.ts';
import { gbdt } from './gbdt.ts';
import { gbdtParams } from './gbdt-params.ts';
import { sampleByGradient } from './gradient-sampling.ts';
import { Team } from './team.ts';
import { TreeFit } from './tree-fit.ts';

const train = Int32Array.from({ length: halfRows }, (_, row) => row);
const test = train.map((row) => row + halfRows);

function learn(set: PeerSet, params: object, more: object = {}, ctx: Partial<FitContext> = {}) {
  const { X, y, task, nClasses } = set;
  const input = { X: takeRows(X, train), y: y.slice(0, halfRows), task, nClasses, ...more };
  return gbdt.fit(input, gbdt.params.parse(params), { rng: createRng(0), ...ctx });
}

function lossOn({ X, y, task, nClasses }: PeerSet, state: ReturnType<typeof learn>): number {
  const predictions = gbdt.predict(state, takeRows(X, test));
  const metric = metricByName(task === 'regression' ? 'rmse' : 'log_loss');
  return metric.compute({ yTrue: y.slice(halfRows), predictions, nClasses });
}

describe('class weights', () => {
  const small = { nEstimators: 8, learningRate: 0.2, numLeaves: 12, minChildSamples: 1, minChildWeight: 3 };
  const set = peerSet(9);

  it.each([
    [{ classWeight: 'balanced' }, 0],
    [{ scalePosWeight: 3 }, 1],
  ])('%j gives the scores of LightGBM', (params, which) => {
    const state = learn(set, { ...small, lambdaL2: 0, ...params });
    const { scores } = reference.weighted[which];
    const { probabilities } = gbdt.predict(state, takeRows(set.X, train.subarray(0, scores.length)));
    const [zero, one] = probabilities!;
    for (const [i, score] of scores.entries()) expect(log(one[i]) - log(zero[i])).toBeCloseTo(score, 5);
  });

  it('balanced equals such weights of rows, whatever weights they had', () => {
    const classes = peerSet(2);
    const y = classes.y.slice(0, halfRows);
    const own = Float64Array.from(y, (_, row) => 1 + (row % 4));
    const total = own.reduce((sum, weight) => sum + weight, 0);
    const ofClass = (code: number) => own.reduce((sum, weight, row) => sum + (y[row] === code ? weight : 0), 0);
    const shares = [0, 1, 2, 3].map((code) => total / 4 / ofClass(code));
    const given = learn(classes, small, { sampleWeight: own.map((weight, row) => weight * shares[y[row]]) });
    const balanced = learn(classes, { ...small, classWeight: 'balanced' }, { sampleWeight: own });
    expect(balanced.forest.features).toEqual(given.forest.features);
    for (const [node, value] of given.forest.values.entries())
      expect(balanced.forest.values[node]).toBeCloseTo(value, 9);
  });

  it('are refused where there are no such classes', () => {
    expect(() => learn(peerSet(0), { classWeight: 'balanced' })).toThrow(
      /gbdt.classWeight: expected none for task regression/,
    );
    expect(() => learn(peerSet(2), { scalePosWeight: 2 })).toThrow(
      /gbdt.scalePosWeight: expected 1 for task multiclass/,
    );
  });
});

describe('as good as LightGBM on rows that nobody saw', () => {
  it.each(reference.heldOut.map((one) => [one.name, one] as const))('%s', (_, { set: index, losses }) => {
    const set = peerSet(index);
    for (const boosting of ['goss', 'dart'] as const) {
      const ours = [0, 1, 2].map((seed) => lossOn(set, learn(set, { boosting }, {}, { rng: createRng(seed) })));
      const mean = ours.reduce((sum, loss) => sum + loss / 3, 0);
      expect(mean / losses[boosting], `${boosting} ${mean} ${losses[boosting]}`).toBeLessThan(1.04);
      expect(mean / losses[boosting]).toBeGreaterThan(0.9);
    }
  });
});

describe('sampling by gradient', () => {
  it('keeps the largest, draws from the others, and counts them up', () => {
    const sizes = fc.array(fc.constantFrom(0, 0.5, 1, 2, 3, 4, 5, 6, 7), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.01, max: 0.6, noNaN: true }), fc.nat(99), (list, topRate, seed) => {
        const { rows, raised, factor } = sampleByGradient(Float64Array.from(list), topRate, 0.2, createRng(seed));
        const top = Math.max(1, Math.floor(list.length * topRate));
        const least = [...list].sort((a, b) => b - a)[top - 1];
        const kept = list.filter((size) => size >= least).length;
        const drawn = Math.min(list.length - kept, Math.max(1, Math.floor(list.length * 0.2)));
        expect(rows.length).toBe(kept + drawn);
        for (let i = 1; i < rows.length; i++) expect(rows[i]).toBeGreaterThan(rows[i - 1]);
        for (const [row, size] of list.entries()) if (size >= least) expect(rows).toContain(row);
        for (const row of raised ?? []) expect(list[row]).toBeLessThan(least);
        if (raised) expect(raised.length * factor!).toBeCloseTo(list.length - kept, 9);
        else expect(rows.length).toBe(list.length);
      }),
    );
  });

  it('lets a drawn row count for others as a weight would', () => {
    const { X, y } = peerSet(0);
    const all = takeRows(X, train);
    const grow = (weightOfDrawn: number, factor: number) => {
      const drawn = train.filter((row) => row % 5 === 1);
      const weights = Float64Array.from(train, (row) => (row % 5 === 1 ? weightOfDrawn : 1));
      const target = { y: y.slice(0, halfRows), weights };
      const spec = { task: 'regression' as const, nClasses: 0, target, work: new Float64Array(), rowFactors: true };
      const fit = new TreeFit(binTable(all, 255), { ...gbdtParams.parse({}), lambdaL2: 0 }, spec, {
        team: new Team(1),
      });
      fit.scores.fill(0);
      const rows = train.filter((row) => row % 5 <= 1);
      const { tree } = fit.grow(0, { rows, raised: drawn, factor }, createRng(0), 0);
      return tree;
    };
    const [raised, weighted] = [grow(1, 3), grow(3, 1)];
    expect(raised.features).toEqual(weighted.features);
    for (const [node, value] of weighted.values.entries()) expect(raised.values[node]).toBeCloseTo(value, 9);
  });

  it('does not begin before 1 / learningRate iterations, nor sample where all rows are wanted', () => {
    const set = peerSet(0);
    const early = { nEstimators: 5, learningRate: 0.2 };
    expect(learn(set, { ...early, boosting: 'goss' })).toEqual(learn(set, early));
    expect(learn(set, { ...early, nEstimators: 6, boosting: 'goss' })).not.toEqual(
      learn(set, { ...early, nEstimators: 6 }),
    );
    const all = { nEstimators: 8, learningRate: 1, boosting: 'goss', topRate: 0.5, otherRate: 0.5 };
    expect(learn(set, all).forest).toEqual(learn(set, { ...all, boosting: 'gbdt' }).forest);
  });
});

describe('dropped trees', () => {
  it('are as many as asked for on average, at most maxDrop', () => {
    const counts = (params: object) => {
      const rng = createRng(1);
      const of = gbdtParams.parse(params);
      return Array.from({ length: 2000 }, (_, i) => drawDropped(40, of, rng.split(`${i}`)).length);
    };
    const mean = (list: number[]) => list.reduce((sum, n) => sum + n / list.length, 0);
    expect(mean(counts({ dropRate: 0.2, skipDrop: 0 }))).toBeCloseTo(8, 0);
    expect(mean(counts({ dropRate: 0.2, skipDrop: 0.75 }))).toBeCloseTo(2, 0);
    expect(Math.max(...counts({ dropRate: 1, skipDrop: 0, maxDrop: 3 }))).toBe(3);
  });

  it('leave training and watched scores that the final trees give', () => {
    for (const index of [0, 2]) {
      const set = peerSet(index);
      const valid = { X: takeRows(set.X, test), y: set.y.slice(halfRows) };
      const metric = index === 0 ? 'rmse' : 'log_loss';
      const params = { boosting: 'dart', nEstimators: 25, dropRate: 0.3, skipDrop: 0.2, earlyStoppingMetric: metric };
      for (const watched of [true, false]) {
        let last = 0;
        const onIteration = (_: number, score: number) => {
          last = score;
          return undefined;
        };
        const state = learn(set, params, watched ? { valid } : {}, { onIteration });
        const { X, y } = watched ? valid : { X: takeRows(set.X, train), y: set.y.slice(0, halfRows) };
        const outcomes = { yTrue: y, predictions: gbdt.predict(state, X), nClasses: set.nClasses };
        expect(last).toBeCloseTo(metricByName(metric).compute(outcomes), 10);
      }
    }
  });

  it('halve each other when each iteration drops the one before', () => {
    const set = peerSet(0);
    const params = { boosting: 'dart', nEstimators: 2, dropRate: 1, skipDrop: 0, numLeaves: 4 };
    const { forest } = learn(set, params);
    const alone = learn(set, { nEstimators: 1, numLeaves: 4 }).forest.values;
    // Both trees are learned from the same scores, and then share what one would have added.
    const leaves = Array.from(forest.kinds.keys()).filter((node) => forest.kinds[node] === 0);
    expect(leaves.length).toBe(8);
    for (const node of leaves) expect(forest.values[node]).toBeCloseTo(alone[node % 7] / 2, 12);
  });

  it('do not go with early stopping', () => {
    const check = (params: object) => checkParams(gbdt as EstimatorDefinition, params);
    expect(() => check({ boosting: 'dart', earlyStoppingRounds: 3 })).toThrow(
      /gbdt.earlyStoppingRounds: expected 0 with boosting dart/,
    );
    expect(() => check({ boosting: 'goss', subsample: 0.5 })).toThrow(/gbdt.subsample: expected 1 with boosting goss/);
    expect(() => check({ topRate: 0.7, otherRate: 0.5 })).toThrow(/topRate \+ otherRate <= 1/);
  });
});

describe('subsampleFreq', () => {
  it('draws new rows only now and then', () => {
    const set = peerSet(0);
    const covers = (subsampleFreq: number) => {
      const { forest } = learn(set, {
        nEstimators: 2,
        subsample: 0.5,
        learningRate: 1e-6,
        numLeaves: 6,
        subsampleFreq,
      });
      return [forest.covers.slice(0, 11), forest.covers.slice(11)];
    };
    const [first, second] = covers(2);
    expect(second).toEqual(first);
    const [one, other] = covers(1);
    expect(other).not.toEqual(one);
  });
});

describe('early stopping on a metric', () => {
  const set = peerSet(1);
  const valid = { X: takeRows(set.X, test), y: set.y.slice(halfRows) };
  const reported = (params: object) => {
    const scores: number[] = [];
    const onIteration = (_: number, score: number) => void scores.push(score);
    const state = learn(set, { nEstimators: 300, learningRate: 0.3, ...params }, { valid }, { onIteration });
    return { scores, state };
  };

  it('keeps the iteration with the best one, in its own direction', () => {
    for (const name of ['roc_auc', 'log_loss', 'accuracy']) {
      const { scores, state } = reported({ earlyStoppingRounds: 6, earlyStoppingMetric: name });
      const best = scores.indexOf(Math.min(...scores)) + 1;
      expect(scores.length).toBe(best + 6);
      expect(gbdt.rounds!.count(state)).toBe(best);
      const metric = metricByName(name);
      const outcomes = { yTrue: valid.y, predictions: gbdt.predict(state, valid.X), nClasses: 2 };
      const sign = metric.direction === 'maximize' ? -1 : 1;
      expect(metric.compute(outcomes)).toBeCloseTo(sign * scores[best - 1], 12);
    }
  });

  it('wants an improvement of earlyStoppingMinDelta', () => {
    const { scores } = reported({ earlyStoppingRounds: 3, earlyStoppingMinDelta: 0.02 });
    let [best, at] = [Number.POSITIVE_INFINITY, 0];
    for (const [i, score] of scores.entries()) if (score < best - 0.02) [best, at] = [score, i];
    expect(scores.length).toBe(at + 4);
    expect(scores.length).toBeLessThan(reported({ earlyStoppingRounds: 3 }).scores.length);
  });

  it('refuses a metric of another task', () => {
    expect(() => reported({ earlyStoppingMetric: 'rmse' })).toThrow(/metric rmse does not fit task binary/);
  });
});
