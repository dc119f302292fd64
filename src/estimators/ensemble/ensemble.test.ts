/** What voting and stacking promise beyond the contract: members are what they would be alone, and rows are held out. */
import { describe, expect, it } from 'vitest';
import '../index.ts';
import { pack } from '../../core/pack.ts';
import { createRng } from '../../math/philox.ts';
import { takeRows } from '../../table/table.ts';
import { sampleInput } from '../../testing/estimator-data.ts';
import type { EstimatorSpec, FitInput, FittedEstimator, Fold } from '../estimator.ts';
import { fitEstimator, importanceOf, predictWith } from '../fit.ts';
import { roundsOf, withRounds } from '../rounds.ts';
import { dealFolds, foldInput } from './fold-input.ts';
import { memberStream } from './member.ts';
import { stackingOf } from './stacking.ts';
import { votingOf } from './voting.ts';

const ridge: EstimatorSpec = { name: 'ridge', params: { alpha: 1 } };
const gbdt: EstimatorSpec = { name: 'gbdt', params: { nEstimators: 40, subsample: 0.7, earlyStoppingRounds: 5 } };
const input = sampleInput({ task: 'regression', raw: false, missing: false });
const n = input.X.nRows;
const seed = 9;
const ctx = () => ({ rng: createRng(seed) });

const folds: Fold[] = [0, 1, 2].map((fold) => {
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  return { train: rows.filter((row) => row % 3 !== fold), valid: rows.filter((row) => row % 3 === fold) };
});

/** A member's fit on a fold as a search does it, one by one. */
const alone = (spec: EstimatorSpec, fold: number) =>
  fitEstimator(spec, foldInput(input, folds[fold]), { rng: createRng(seed).split(memberStream(spec, fold)) });

describe('voting', () => {
  it('predicts the weighted mean', () => {
    const params = { members: [{ estimator: ridge, weight: 3 }, { estimator: gbdt }] };
    const { values } = predictWith(fitEstimator({ name: 'voting', params }, input, ctx()), input.X);
    const whole = (spec: EstimatorSpec) =>
      predictWith(fitEstimator(spec, input, { rng: createRng(seed).split(memberStream(spec, 0)) }), input.X).values;
    const [a, b] = [whole(ridge), whole(gbdt)];
    for (let row = 0; row < n; row++) expect(values[row]).toBe((3 * a[row] + b[row]) / 4);
  });

  it('holds the models that a search fits one by one, whatever the order of members', () => {
    const params = { members: [{ estimator: gbdt, weight: 2 }, { estimator: ridge }], folds: 3 };
    const whole = fitEstimator({ name: 'voting', params }, { ...input, folds }, ctx());
    const models = (spec: EstimatorSpec) => folds.map((_, fold) => alone(spec, fold));
    const assembled = votingOf(params, [
      { weight: 2, models: models(gbdt) },
      { weight: 1, models: models(ridge) },
    ]);
    expect(Buffer.compare(pack(assembled), pack(whole))).toBe(0);
  });

  it('weighs the rows of a fold as the fold says, else as the input does', () => {
    const params = { members: [{ estimator: ridge }], folds: 3 };
    const sampleWeight = Float64Array.from({ length: n }, (_, row) => 1 + (row % 5));
    const weighedBy = (weights: Float64Array) =>
      folds.map(({ train, valid }) => ({
        train,
        valid,
        sampleWeight: Float64Array.from(train, (row) => weights[row]),
      }));
    const weighed = weighedBy(sampleWeight);
    const fitted = (of: FitInput) => pack(fitEstimator({ name: 'voting', params }, of, ctx()));
    const byInput = fitted({ ...input, folds, sampleWeight });
    expect(fitted({ ...input, folds: weighed })).toEqual(byInput);
    expect(fitted({ ...input, folds })).not.toEqual(byInput);
    const some = sampleWeight.map((weight, row) => (row < 2 ? 0 : weight));
    expect(fitted({ ...input, folds: weighedBy(some), sampleWeight: some })).toEqual(
      fitted({ ...input, folds, sampleWeight: some }),
    );
    const short = folds.map((fold) => ({ ...fold, sampleWeight: Float64Array.of(1) }));
    expect(() => fitted({ ...input, folds: short })).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });

  it('lets no held-out row into the model of its fold', () => {
    const changed: FitInput = {
      ...input,
      y: input.y!.map((value, row) => (row % 3 === 1 ? value + 1000 : value)),
      folds,
    };
    const params = { members: [{ estimator: ridge }], folds: 3 };
    const modelsOf = (of: FitInput) =>
      (fitEstimator({ name: 'voting', params }, of, ctx()).state as { members: { models: unknown[] }[] }).members[0]
        .models;
    const [before, after] = [modelsOf({ ...changed, y: input.y }), modelsOf(changed)];
    expect(after[1]).toEqual(before[1]);
    expect(after[0]).not.toEqual(before[0]);
  });

  it('fits members on all rows besides the folds, for half of their weight and as many rounds as the folds kept', () => {
    const hasty: EstimatorSpec = { ...gbdt, params: { ...gbdt.params, learningRate: 0.4, earlyStoppingRounds: 2 } };
    const params = { members: [{ estimator: hasty, weight: 2 }, { estimator: ridge }], folds: 3, wholeFits: 2 };
    const fitted = fitEstimator({ name: 'voting', params }, { ...input, folds }, ctx());
    const ofFolds = (spec: EstimatorSpec) => folds.map((_, fold) => alone(spec, fold));
    const kept = ofFolds(hasty).map((model) => roundsOf(model)!);
    expect(Math.max(...kept)).toBeLessThan(40);
    expect(new Set(kept).size).toBeGreaterThan(1);
    const [, median] = kept.toSorted((a, b) => a - b);
    const more = withRounds(hasty, Math.round(1.5 * median));
    const onAll = (spec: EstimatorSpec, named: EstimatorSpec) =>
      [3, 4].map((i) => fitEstimator(spec, input, { rng: createRng(seed).split(memberStream(named, i)) }));
    const assembled = votingOf(params, [
      { weight: 2, models: ofFolds(hasty) },
      { weight: 2, models: onAll(more, hasty) },
      { weight: 1, models: ofFolds(ridge) },
      { weight: 1, models: onAll(ridge, ridge).slice(0, 1) },
    ]);
    expect(Buffer.compare(pack(assembled), pack(fitted))).toBe(0);
  });

  it('fits members several times on all rows where there are no folds, by numbers of their own, and keeps what differs', () => {
    const params = { members: [{ estimator: gbdt }, { estimator: ridge }], wholeFits: 2 };
    const { members } = fitEstimator({ name: 'voting', params }, input, ctx()).state as {
      members: { models: FittedEstimator[] }[];
    };
    expect(members.map(({ models }) => models.length)).toEqual([2, 1]);
    const [one, other] = members[0].models.map((model) => Buffer.from(pack(model)));
    expect(one.equals(other)).toBe(false);
  });

  it('ends between fits when it is told to', () => {
    const params = { members: [{ estimator: gbdt }], folds: 3, wholeFits: 2 };
    const modelsAfter = (fits: number) => {
      const ended = { ...ctx(), onIteration: (done: number) => done + 1 < fits };
      const fitted = fitEstimator({ name: 'voting', params }, { ...input, folds }, ended);
      return (fitted.state as { members: { models: unknown[] }[] }).members.map(({ models }) => models.length);
    };
    expect([2, 3, 4, 5].map(modelsAfter)).toEqual([[2], [3], [3, 1], [3, 2]]);
  });

  it('weighs importances as it weighs members', () => {
    const members = [ridge, gbdt].map((estimator, i) => ({ estimator, weight: i + 1 }));
    const fitted = fitEstimator({ name: 'voting', params: { members } }, input, ctx());
    const { members: own } = fitted.state as { members: { models: FittedEstimator[] }[] };
    const [a, b] = own.map(
      ({ models }) => new Map(importanceOf(models[0])!.map(({ feature, share }) => [feature, share])),
    );
    for (const { feature, share } of importanceOf(fitted)!) {
      expect(share).toBeCloseTo((a.get(feature)! + 2 * b.get(feature)!) / 3, 12);
    }
  });

  it.each([
    ['a member that does not exist', { members: [{ estimator: { name: 'oracle' } }] }, 'ESTIMATOR_UNKNOWN'],
    ['a weight of zero', { members: [{ estimator: ridge, weight: 0 }] }, 'PARAM_INVALID'],
    ['no member', { members: [] }, 'PARAM_INVALID'],
    [
      'a bad param of a member',
      { members: [{ estimator: { name: 'ridge', params: { alpha: -1 } } }] },
      'PARAM_INVALID',
    ],
  ])('refuses %s', (_, params, code) => {
    expect(() => fitEstimator({ name: 'voting', params }, input, ctx())).toThrow(expect.objectContaining({ code }));
  });

  it('refuses folds of rows that are not there', () => {
    const wrong = [{ train: Int32Array.of(0, 1), valid: Int32Array.of(n) }];
    const params = { members: [{ estimator: ridge }], folds: 2 };
    expect(() => fitEstimator({ name: 'voting', params }, { ...input, folds: wrong }, ctx())).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH' }),
    );
  });
});

describe('stacking', () => {
  const params = { members: [gbdt, ridge], final: { name: 'ridge', params: {} }, folds: 3 };

  it('holds the models that a search fits one by one', () => {
    const whole = fitEstimator({ name: 'stacking', params }, { ...input, folds }, ctx());
    const models = [gbdt, ridge].map((spec) => folds.map((_, fold) => alone(spec, fold)));
    const { final } = whole.state as { final: Parameters<typeof stackingOf>[2] };
    expect(Buffer.compare(pack(stackingOf(params, models, final)), pack(whole))).toBe(0);
  });

  it('learns the final estimator from held-out predictions: members that learn by heart gain nothing by it', () => {
    const noise = createRng(1).split('noise');
    const luck = { ...input, y: Float64Array.from({ length: n }, () => noise.normal()), folds };
    const deep: EstimatorSpec = { name: 'decision_tree', params: {} };
    const learned = { ...params, members: [deep] };
    const fitted = fitEstimator({ name: 'stacking', params: learned }, luck, ctx());
    const { final } = fitted.state as { final: { state: { coefficients: Float64Array } } };
    expect(Math.abs(final.state.coefficients[0])).toBeLessThan(0.2);
    const own = fitEstimator(deep, luck, ctx());
    expect(predictWith(own, luck.X).values).toEqual(luck.y);
  });
});

describe('dealFolds', () => {
  it('deals every row of a common class once, with classes alike, and keeps rare classes in training', () => {
    const y = Float64Array.from({ length: n }, (_, row) => (row === 5 ? 2 : Number(row % 4 === 0)));
    const dealt = dealFolds({ ...input, y, nClasses: 3 }, 4, createRng(2));
    const held = dealt.flatMap(({ valid }) => [...valid]).sort((a, b) => a - b);
    expect(held).toEqual(Array.from({ length: n }, (_, row) => row).filter((row) => row !== 5));
    for (const { train, valid } of dealt) {
      expect(train.length + valid.length).toBe(n);
      expect(train).toContain(5);
      const share = valid.reduce((sum, row) => sum + y[row], 0) / valid.length;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.03);
    }
    expect(takeRows(input.X, dealt[0].valid).nRows).toBe(dealt[0].valid.length);
  });

  it('gives no folds where rows cannot part', () => {
    expect(dealFolds({ ...input, X: takeRows(input.X, [0]), y: Float64Array.of(1) }, 3, createRng(1))).toEqual([]);
  });
});
