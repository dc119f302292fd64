/** What is chosen where a row of the best ensemble takes longer than usual. */
import { describe, expect, it } from 'vitest';
import '../estimators/index.ts';
import { metricByName } from '../metrics/index.ts';
import { sampleInput } from '../testing/estimator-data.ts';
import { chooseModel } from './choose.ts';
import type { FoldPool } from './fold-pool.ts';
import { pick } from './pick.ts';
import { presets } from './preset.ts';
import { runFold } from './run-fold.ts';
import type { Scored } from './search.ts';

const { X, y, nClasses } = sampleInput({ task: 'regression', raw: false, missing: false });
const rows = Int32Array.from({ length: X.nRows }, (_, row) => row);
const folds = [0, 1].map((fold) => ({
  train: rows.filter((row) => row % 2 !== fold),
  valid: rows.filter((row) => row % 2 === fold),
}));
const metric = metricByName('rmse');
const data = { X, y: y!, task: 'regression' as const, nClasses };
const unusedPool: FoldPool = {
  threads: 1,
  run: async () => {
    throw new Error('nothing is fitted');
  },
  close: async () => {},
};

/** A candidate that misses every held-out target by so much, and is said to take so long over a row. */
function candidate(index: number, error: number, latencyUs: number): Scored {
  const spec = { name: 'mean', params: {} };
  const fits = folds.map((fold) => {
    const task = { data, ...fold, spec, seed: 1, stream: 'one', metric: 'rmse', watchValid: false, wantModel: true };
    return runFold(task).model!;
  });
  const predictions = folds.map(({ valid }) => ({ values: pick(y!, valid).map((value) => value + error) }));
  const kept = { predictions, models: fits };
  return {
    name: `${index}`,
    params: {},
    spec,
    index,
    score: error,
    firstScore: error,
    fitMs: 1,
    bytes: 1,
    foldBytes: 1,
    latencyUs,
    kept,
  };
}

async function chosenAmong(candidates: readonly Scored[], usualLatencyUs?: number) {
  const limits = { maxBytes: 1e9, maxLatencyUs: 1e9, maxFitMs: 1e9, usualLatencyUs };
  const job = { data, folds, metric, preset: presets.balanced, bags: true, seed: 1, limits, fitsToCome: 0 };
  const found = { candidates, best: candidates[0], tried: candidates.length, baselineOnly: false };
  const { members } = await chooseModel(unusedPool, found, job);
  return members.map(({ candidate }) => candidate.index);
}

describe('a row of the best ensemble takes longer than usual', () => {
  const slow = candidate(0, 1, 1000);
  // A row of the mean takes less than a millisecond and more than a tenth of a microsecond, wherever this runs.
  const usualUs = 0.1;

  it('gives way to a quicker one that is nearly as good', async () => {
    const quick = candidate(1, 1.019, 0.1);
    expect(await chosenAmong([slow, quick], usualUs)).toEqual([1]);
    expect(await chosenAmong([slow, quick])).toEqual([0]);
  });

  it('stays where quicker ones are worse', async () => {
    expect(await chosenAmong([slow, candidate(1, 1.021, 0.1)], usualUs)).toEqual([0]);
  });

  it('stays where none is quicker', async () => {
    expect(await chosenAmong([slow, candidate(1, 1.001, 1000)], usualUs)).toEqual([0]);
  });

  it('is timed together: what candidates took one by one decides nothing', async () => {
    expect(await chosenAmong([slow, candidate(1, 1.001, 0.1)], 1500)).toEqual([0]);
  });
});
