import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import type { Predictions } from '../table/task.ts';
import { type Selectable, type SelectionJob, selectEnsemble } from './ensemble-selection.ts';

const rng = createRng(4).split('selection');
const rows = 400;
const yTrue = [0, 1, 2].map(() => Float64Array.from({ length: rows }, () => rng.normal()));

/** Guesses of a regression: the truth times `share`, and noise. */
function guesses(noise: number, share = 1): Predictions[] {
  return yTrue.map((y) => ({ values: y.map((value) => share * value + noise * rng.normal()) }));
}

const member = (predictions: Predictions[], cost: Partial<Selectable> = {}): Selectable => ({
  predictions,
  bytes: 10,
  latencyUs: 1,
  fitMs: 1,
  ...cost,
});

const free = { maxBytes: 1e9, maxLatencyUs: 1e9, maxFitMs: 1e9 };

const select = (pool: Selectable[], job: Partial<SelectionJob> = {}) =>
  selectEnsemble({
    pool,
    yTrue,
    folds: yTrue.map((y) => ({ train: new Int32Array(y.length) })),
    nClasses: 0,
    metric: metricByName('rmse'),
    mostMembers: 10,
    ...free,
    ...job,
  });

describe('selectEnsemble', () => {
  it('weighs two equally noisy guesses alike, and their mean errs less by the root of two', async () => {
    const { members, score } = await select([member(guesses(1)), member(guesses(1))]);
    expect(members.map(({ place }) => place).sort()).toEqual([0, 1]);
    expect(members[0].weight / members[1].weight).toBeLessThan(1.3);
    expect(score).toBeCloseTo(Math.SQRT1_2, 1);
  });

  it('leaves out who adds nothing', async () => {
    const { members } = await select([member(guesses(0.1)), member(guesses(30, 0))]);
    expect(members).toEqual([{ place: 0, weight: 1 }]);
  });

  it('is never worse than the best member, whose score it gives when it stands alone', async () => {
    const pool = [member(guesses(0.5)), member(guesses(0.6)), member(guesses(0.7))];
    const alone = await select(pool, { mostMembers: 1 });
    expect(alone.members).toEqual([{ place: 0, weight: 1 }]);
    const rmse = metricByName('rmse');
    const own = yTrue.map((y, fold) => rmse.compute({ yTrue: y, predictions: pool[0].predictions[fold], nClasses: 0 }));
    expect(alone.score).toBeCloseTo((own[0] + own[1] + own[2]) / 3, 12);
    expect((await select(pool)).score).toBeLessThan(alone.score);
  });

  it.each([
    ['maxBytes', 25, { bytes: 10 }],
    ['maxLatencyUs', 2.5, { latencyUs: 1 }],
    ['maxFitMs', 2, { fitMs: 1 }],
  ])('keeps %s', async (limit, most, cost) => {
    const pool = Array.from({ length: 6 }, () => member(guesses(1), cost));
    expect((await select(pool)).members.length).toBeGreaterThan(2);
    expect((await select(pool, { [limit]: most })).members).toHaveLength(2);
  });

  it('passes over a better one that is too large alone, and takes the smallest where all are too large', async () => {
    const pool = [member(guesses(0.1), { bytes: 100 }), member(guesses(0.5), { bytes: 40 })];
    const within = await select(pool, { maxBytes: 50 });
    expect(within).toMatchObject({ members: [{ place: 1, weight: 1 }], isWithin: true });
    const none = await select(pool, { maxBytes: 5 });
    expect(none).toMatchObject({ members: [{ place: 1, weight: 1 }], isWithin: false });
  });

  it('takes the smallest also where no time is left for fits that nobody needs', async () => {
    const bagged = { fitMs: 0 };
    const pool = [member(guesses(0.1), { ...bagged, bytes: 100 }), member(guesses(0.5), { ...bagged, bytes: 40 })];
    const { members } = await select(pool, { maxBytes: 5, maxFitMs: 0 });
    expect(members).toEqual([{ place: 1, weight: 1 }]);
  });

  it('maximises a metric that is better when higher', async () => {
    const labels = yTrue.map((y) => y.map((value) => Number(value > 0)));
    const classes = (noise: number) =>
      yTrue.map((y): Predictions => {
        const score = y.map((value) => 1 / (1 + Math.exp(-(value + noise * rng.normal()))));
        return { values: score.map((p) => Number(p > 0.5)), probabilities: [score.map((p) => 1 - p), score] };
      });
    const job = { yTrue: labels, nClasses: 2, metric: metricByName('roc_auc') };
    const { members, score } = await select([member(classes(1)), member(classes(1)), member(classes(30))], job);
    const total = members.reduce((sum, { weight }) => sum + weight, 0);
    for (const { place, weight } of members) if (place === 2) expect(weight / total).toBeLessThan(0.15);
    expect(members.length).toBeGreaterThan(1);
    expect(score).toBeGreaterThan(0.85);
  });

  it('ends when it may not go on, with the best of the rounds that are done', async () => {
    const asked: number[] = [];
    const goOn = (roundsDone: number) => {
      asked.push(roundsDone);
      return roundsDone < 3;
    };
    const pool = [member(guesses(0.3)), member(guesses(0.4, 0.8)), member(guesses(0.5))];
    const { members } = await select(pool, { goOn });
    expect(asked).toEqual([1, 2, 3]);
    expect(members.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(3);
    expect((await select(pool, { goOn: () => false })).members).toEqual([{ place: 0, weight: 1 }]);
    expect(await select(pool, { goOn: () => true })).toEqual(await select(pool));
  });

  it('has nothing to ask of a candidate that is alone', async () => {
    const goOn = () => expect.fail('a round began');
    expect((await select([member(guesses(0.3))], { goOn })).members).toEqual([{ place: 0, weight: 1 }]);
  });
});
