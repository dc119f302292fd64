/** The trees of LightGBM under other losses: fixtures of tests/reference/estimators/make_gbdt_losses.py. */
import { describe, expect, it } from 'vitest';
import { halfRows, peerSet } from '../../../tests/estimators/peer-sets.ts';
import reference from '../../../tests/reference/estimators/gbdt-losses.json' with { type: 'json' };
import { log } from '../../math/log.ts';
import { createRng } from '../../math/philox.ts';
import { takeRows } from '../../table/table.ts';
import { gbdt } from './gbdt.ts';

const rows = Int32Array.from({ length: halfRows }, (_, row) => row);
const steps = peerSet(8);
const X = takeRows(steps.X, rows);

describe('the scores of LightGBM where bins are whole numbers', () => {
  it.each(reference.twins.map((one) => [one.objective, JSON.stringify(one.params), one] as const))(
    '%s %s',
    (...args) => {
      const [name, , one] = args;
      const { alpha, poisson_max_delta_step, tweedie_variance_power, weighted, min_child_weight } =
        one.params as Record<string, number>;
      const given = {
        objective: name === 'regression_l1' ? 'l1' : name,
        [name === 'huber' ? 'huberAlpha' : 'quantileAlpha']: alpha,
        poissonMaxDeltaStep: poisson_max_delta_step,
        tweedieVariancePower: tweedie_variance_power,
        minChildWeight: min_child_weight,
        minChildSamples: min_child_weight && 1,
      };
      const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const small = { nEstimators: reference.trees, learningRate: 0.2, numLeaves: 12, minChildSamples: 15 };
      const y = steps.y.slice(0, halfRows).map((value) => Math.floor(value * 16) / 16);
      const least = name === 'gamma' ? 1 / 16 : 0;
      const input = {
        X,
        y: one.positive ? y.map((value) => Math.max(least, value + 2)) : y,
        task: 'regression' as const,
        nClasses: 0,
        sampleWeight: weighted ? Float64Array.from(rows, (row) => 1 + (row % 3)) : undefined,
      };
      const state = gbdt.fit(input, gbdt.params.parse({ ...small, ...chosen }), { rng: createRng(0) });
      const { values } = gbdt.predict(state, takeRows(X, rows.subarray(0, one.scores.length)));
      const scores = one.positive ? values.map(log) : values;
      // LightGBM holds derivatives in float32.
      for (const [i, score] of one.scores.entries()) expect(scores[i]).toBeCloseTo(score, 5);
      for (const [i, value] of one.predictions.entries()) expect(values[i]).toBeCloseTo(value, 4);
    },
  );
});
