/** The estimators `conformal` and `calibrated`: what their predictions hold beyond those of their base. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import type { FitInput } from '../estimator.ts';
import { fitEstimator, predictWith } from '../fit.ts';
import '../index.ts';

function drawn(n: number, task: 'regression' | 'binary', seed: number): FitInput & { y: Float64Array } {
  const rng = createRng(seed);
  const x = Float64Array.from({ length: n }, () => rng.normal());
  // The same number four times over: naive Bayes takes it for four witnesses and is far too sure.
  const X = tableOf(['a', 'b', 'c', 'd'].map((name) => numberColumn(name, x)));
  const y = x.map((value) => (task === 'binary' ? Number(value + 2 * rng.normal() > 0) : value + rng.normal()));
  return { X, y, task, nClasses: task === 'binary' ? 2 : 0 };
}

const fitNamed = (name: string, params: Record<string, unknown>, input: FitInput) =>
  fitEstimator({ name, params }, input, { rng: createRng(1) });

describe('conformal', () => {
  it.each(['auto', 'cv_plus'])('covers with %s', (method) => {
    const fitted = fitNamed(
      'conformal',
      { estimator: { name: 'ridge' }, method, coverage: 0.8 },
      drawn(600, 'regression', 1),
    );
    const { X, y } = drawn(4000, 'regression', 2);
    const { low, high, coverage } = predictWith(fitted, X).interval!;
    expect(coverage).toBe(0.8);
    const share = y.filter((value, row) => value >= low[row] && value <= high[row]).length / y.length;
    expect(Math.abs(share - 0.8)).toBeLessThan(0.05);
  });

  it('gives sets for classes, and says everything is possible after one row', () => {
    const fitted = fitNamed('conformal', { estimator: { name: 'logistic' } }, drawn(600, 'binary', 1));
    const { X, y } = drawn(4000, 'binary', 2);
    const { members } = predictWith(fitted, X).sets!;
    expect(Math.abs(y.filter((code, row) => members[code][row] === 1).length / y.length - 0.9)).toBeLessThan(0.05);
    const one = predictWith(fitNamed('conformal', { estimator: { name: 'mean' } }, drawn(1, 'regression', 1)), X);
    expect([one.interval!.low[0], one.interval!.high[0]]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});

describe('calibrated', () => {
  it('mends a classifier that is too sure, and leaves the ranking alone', () => {
    const input = drawn(1500, 'binary', 3);
    const fitted = fitNamed('calibrated', { estimator: { name: 'naive_bayes' } }, input);
    expect(fitted.state).toMatchObject({ calibrator: { method: expect.stringMatching(/temperature|platt/) } });
    const { X, y } = drawn(4000, 'binary', 4);
    const [mended, raw] = [fitted, fitNamed('naive_bayes', {}, input)].map(
      (one) => predictWith(one, X).probabilities![1],
    );
    const brier = (p: Float64Array) => p.reduce((sum, one, row) => sum + (one - y[row]) * (one - y[row]), 0) / y.length;
    expect(brier(mended)).toBeLessThan(brier(raw) - 0.01);
    const order = (p: Float64Array) =>
      Array.from(p.keys())
        .sort((a, b) => p[a] - p[b] || a - b)
        .slice(1000, 1010);
    expect(order(mended)).toEqual(order(raw));
  });
});
