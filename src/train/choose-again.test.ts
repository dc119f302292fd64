/** A choice fitted again: what is fitted, on which rows, by which streams. */
import { describe, expect, it } from 'vitest';
import '../estimators/index.ts';
import type { EstimatorSpec } from '../estimators/estimator.ts';
import { fitEstimator } from '../estimators/fit.ts';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import { sampleInput } from '../testing/estimator-data.ts';
import type { Choice } from './choose.ts';
import { bagAgain, fitWholeAgain } from './choose-again.ts';
import type { FoldPool } from './fold-pool.ts';
import type { FoldTask } from './fold-task.ts';
import { runFold } from './run-fold.ts';
import type { Scored } from './search.ts';

const { X, y, nClasses } = sampleInput({ task: 'regression', raw: false, missing: false });
const task = 'regression' as const;
const rows = Int32Array.from({ length: X.nRows }, (_, row) => row);
const folds = [0, 1, 2].map((fold) => ({
  train: rows.filter((row) => row % 3 !== fold),
  valid: rows.filter((row) => row % 3 === fold),
}));
const seed = 5;
const job = { data: { X, y: y!, task, nClasses }, rows, metric: metricByName('rmse'), seed };

function recordingPool() {
  const tasks: FoldTask[] = [];
  const run: FoldPool['run'] = async (task) => {
    tasks.push(task);
    return runFold(task);
  };
  return { tasks, pool: { threads: 1, run, close: async () => {} } };
}

const boosted: EstimatorSpec = { name: 'gbdt', params: { nEstimators: 30, earlyStoppingRounds: 5 } };
const ridge: EstimatorSpec = { name: 'ridge', params: {} };
const candidate = (spec: EstimatorSpec, more: Partial<Scored>) =>
  ({ name: spec.name, params: {}, spec, index: 0, score: 1, firstScore: 1, fitMs: 1, ...more }) as Scored;
const choice: Choice = {
  spec: { name: 'voting', params: {} },
  members: [
    { candidate: candidate(boosted, { rounds: 12, fitMs: 2 }), weight: 0.75 },
    { candidate: candidate(ridge, { fitMs: 9 }), weight: 0.25 },
  ],
  score: 1,
  heldOut: [{ values: Float64Array.of(1, 2) }],
};

describe('a choice fitted again on all rows alone', () => {
  it('has the rounds that its folds settled on, more by the rows, and what they said of held-out rows', async () => {
    const { pool, tasks } = recordingPool();
    const half = rows.filter((row) => row % 2 === 0);
    const again = await fitWholeAgain(pool, choice, { ...job, wholeFits: 2, chosenOn: [{ train: half }] });
    const rounds = Math.round((12 * rows.length) / half.length);
    expect(again.spec.params).toEqual({
      members: [
        { estimator: { ...boosted, params: { ...boosted.params, nEstimators: rounds } }, weight: 0.75 },
        { estimator: ridge, weight: 0.25 },
      ],
      folds: 0,
      wholeFits: 2,
    });
    expect(again.heldOut).toBe(choice.heldOut);
    expect(tasks.map(({ spec, train, watchValid }) => [spec.name, train, watchValid])).toEqual([
      ['ridge', rows, false],
      ['ridge', rows, false],
      ['gbdt', rows, false],
      ['gbdt', rows, false],
    ]);
    expect(again.fitted).toEqual(fitEstimator(again.spec, { X, y, task, nClasses }, { rng: createRng(seed) }));
  });
});

describe('a choice bagged again', () => {
  it.each([0, 2])('is what a fit of its spec makes, with %i fits on all rows besides the folds', async (wholeFits) => {
    const { pool, tasks } = recordingPool();
    const again = await bagAgain(pool, choice, { ...job, wholeFits, folds, areFitted: false });
    expect(tasks.filter(({ train }) => train.length === rows.length)).toHaveLength(2 * wholeFits);
    const input = { X, y, task, nClasses, folds };
    expect(again.fitted).toEqual(fitEstimator(again.spec, input, { rng: createRng(seed) }));
    expect(again.heldOut.map(({ values }) => values.length)).toEqual(folds.map(({ valid }) => valid.length));
  });

  it('takes the models of folds that were fitted already', async () => {
    const fitted = await bagAgain(recordingPool().pool, choice, { ...job, wholeFits: 0, folds, areFitted: false });
    const { pool, tasks } = recordingPool();
    const again = await bagAgain(pool, fitted, { ...job, wholeFits: 2, folds, areFitted: true });
    expect(tasks.map(({ train }) => train)).toEqual([rows, rows, rows, rows]);
    const input = { X, y, task, nClasses, folds };
    expect(again.fitted).toEqual(fitEstimator(again.spec, input, { rng: createRng(seed) }));
  });
});
