/** What rows count: in fits by their weights and the balance of groups, in scores by their weights alone. */
import { describe, expect, it } from 'vitest';
import { fitEstimator } from '../estimators/fit.ts';
import '../estimators/index.ts';
import { memberStream } from '../estimators/ensemble/member.ts';
import { votingOf } from '../estimators/ensemble/voting.ts';
import type { FitPool } from '../estimators/fit-in-thread.ts';
import { reweighing } from '../evaluate/fairness/reweighing.ts';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import { numberColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { buildFinalModel } from './final-model.ts';
import { pick } from './pick.ts';
import type { Prepared } from './prepare.ts';
import { fitWeights, scoreWeights, weightsOfAll } from './row-weights.ts';
import { runFold } from './run-fold.ts';
import { trainingData } from './shared-table.ts';

const n = 120;
const rng = createRng(9);
const x = Float64Array.from({ length: n }, () => rng.normal());
const balance = Int32Array.from(x, () => rng.integer(2));
const y = x.map((value, row) => (value + balance[row] + rng.normal() > 0.5 ? 1 : 0));
const weights = Float64Array.from({ length: n }, () => 0.5 + rng.uniform());
const rows = Int32Array.from({ length: n }, (_, row) => row);
const half = rows.filter((row) => row % 2 === 0);

describe('a fit', () => {
  it('weighs nothing unless it is asked to', () => {
    expect(fitWeights({ y }, half)).toBeUndefined();
    expect(fitWeights({ y, weights }, half)).toEqual(weights.filter((_, row) => row % 2 === 0));
  });

  it('balances by its own rows alone', () => {
    const of = (some: Int32Array) => ({
      yTrue: [...some].map((row) => y[row]),
      sensitive: { group: [...some].map((row) => balance[row]) },
    });
    expect(fitWeights({ y, balance }, half)).toEqual(reweighing(of(half)));
    const sampleWeight = [...half].map((row) => weights[row]);
    expect(fitWeights({ y, weights, balance }, half)).toEqual(reweighing({ ...of(half), sampleWeight }));
    const others = y.map((value, row) => (row % 2 === 0 ? value : 1 - value));
    expect(fitWeights({ y: others, balance }, half)).toEqual(fitWeights({ y, balance }, half));
  });
});

it('a fit on all rows of some folds is weighed by row number', () => {
  const part = { train: half.subarray(0, 30), valid: half.subarray(30) };
  const byRow = weightsOfAll({ y, weights, balance, task: 'binary', nClasses: 2 }, [part])!;
  expect(byRow.filter((_, row) => row % 2 === 0)).toEqual(fitWeights({ y, weights, balance }, half));
  expect(byRow.every((weight, row) => weight > 0 === (row % 2 === 0))).toBe(true);
  expect(weightsOfAll({ y, task: 'binary', nClasses: 2 }, [part])).toBeUndefined();
});

it('a score knows the weight column, and nothing of the balance', () => {
  expect(scoreWeights({}, half)).toBeUndefined();
  expect(scoreWeights({ weights }, half)).toEqual(fitWeights({ y, weights }, half));
});

const prepared: Prepared = {
  table: tableOf([numberColumn('x', x)]),
  target: { name: 'y', task: 'binary', classes: ['no', 'yes'], values: y },
  roles: [],
  features: [{ name: 'x', role: 'numeric' }],
  earlierRows: 0,
  timeMissing: 0,
  bundles: rows,
  balance,
};
const spec = { name: 'logistic', params: {} };
const folds = [0, 1, 2].map((fold) => ({
  train: rows.filter((row) => row % 3 !== fold),
  valid: rows.filter((row) => row % 3 === fold),
}));

describe('a fold', () => {
  const task = { data: trainingData(prepared), spec, ...folds[0], seed: 1, stream: 's', metric: 'log_loss' };

  it('fits with weights and scores with those of the weight column', () => {
    const bare = { ...task, watchValid: false, wantModel: true };
    const plain = runFold({ ...bare, data: { ...task.data, balance: undefined } });
    const balanced = runFold(bare);
    expect(balanced.model!.fitted.state).not.toEqual(plain.model!.fitted.state);
    const direct = fitEstimator(
      spec,
      {
        X: tableOf([
          numberColumn(
            'x',
            x.filter((_, row) => row % 3 !== 0),
          ),
        ]),
        y: y.filter((_, row) => row % 3 !== 0),
        task: 'binary',
        nClasses: 2,
        sampleWeight: fitWeights({ y, balance }, folds[0].train),
      },
      { rng: createRng(1).split('s') },
    );
    expect(balanced.model!.fitted).toEqual(direct);
    const weighed = runFold({ ...bare, data: { ...task.data, balance: undefined, weights } });
    expect(weighed.model!.fitted.state).not.toEqual(plain.model!.fitted.state);
    const { valid } = folds[0];
    const judged = { yTrue: pick(y, valid), predictions: weighed.predictions, nClasses: 2 };
    const metric = metricByName('log_loss');
    expect(weighed.score).toBe(metric.compute({ ...judged, sampleWeight: pick(weights, valid) }));
    const unweighed = { ...judged, predictions: balanced.predictions };
    expect(balanced.score).toBe(metric.compute(unweighed));
  });
});

it('a bag fitted again from its spec balances each fold as the search did', async () => {
  const here: FitPool = {
    fit: async ({ spec: asked, input, seed }) => fitEstimator(asked, input, { rng: createRng(seed) }),
    warm() {},
    close: async () => {},
  };
  const params = { members: [{ estimator: spec, weight: 1 }], folds: 3 };
  const models = folds.map((fold, i) => {
    const task = { data: trainingData(prepared), spec, ...fold, seed: 4, stream: memberStream(spec, i) };
    return runFold({ ...task, metric: 'log_loss', watchValid: true, wantModel: true }).model!.fitted;
  });
  const job = { prepared, spec: { name: 'voting', params }, rows, seed: 4, threads: 1 };
  const bagged = votingOf(params, [{ weight: 1, models }]);
  const [kept, again] = [
    await buildFinalModel(here, { ...job, fitted: bagged }),
    await buildFinalModel(here, { ...job, folds }),
  ];
  expect(again.artifactHash).toBe(kept.artifactHash);
  const unbalanced = await buildFinalModel(here, { ...job, prepared: { ...prepared, balance: undefined }, folds });
  expect(unbalanced.artifactHash).not.toBe(kept.artifactHash);
});
