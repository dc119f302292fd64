/** Intervals of the calibration errors hold the truth about as often as they say, in small samples too. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import { sigmoid } from '../math/sigmoid.ts';
import { calibrationBinOf } from '../metrics/calibration-bins.ts';
import { metricByName } from '../metrics/index.ts';
import { evaluate } from './evaluation.ts';

/** What a model says of a row, and how likely the row's class is in truth. */
type Law = (rng: Rng) => readonly [said: number, chance: number];

const laws = {
  calibrated(rng) {
    const p = rng.uniform();
    return [p, p];
  },
  overconfident(rng) {
    const z = rng.normal();
    return [sigmoid(2 * z), sigmoid(z)];
  },
  shifted(rng) {
    const p = rng.uniform();
    return [p, Math.max(0, p - 0.1)];
  },
  rare(rng) {
    const z = rng.normal() - 2.5;
    return [sigmoid(z + 0.7), sigmoid(z)];
  },
} satisfies Record<string, Law>;

function drawn(law: Law, n: number, stream: string) {
  const rng = createRng(17).split(stream);
  const rows = Array.from({ length: n }, () => law(rng));
  const said = Float64Array.from(rows, ([p]) => p);
  return {
    target: {
      task: 'binary' as const,
      classes: ['no', 'yes'],
      values: Float64Array.from(rows, ([, chance]) => (rng.uniform() < chance ? 1 : 0)),
    },
    predictions: { values: said.map(Math.round), probabilities: [said.map((p) => 1 - p), said] },
    seed: 1,
  };
}

/** The error of many rows, each of which happens as often as its chance says. */
function truthOf(law: Law, name: string): number {
  const rng = createRng(17).split('truth');
  const bins = Array.from({ length: 10 }, () => ({ weight: 0, predicted: 0, observed: 0 }));
  for (let row = 0; row < 60_000; row++) {
    const [said, chance] = law(rng);
    const bin = bins[calibrationBinOf(said)];
    bin.weight++;
    bin.predicted += said;
    bin.observed += chance;
  }
  return metricByName(name).ofCalibration!(bins.filter(({ weight }) => weight > 0));
}

describe('intervals of calibration errors', () => {
  const rounds = 30;
  // What 95 in 100 falls short of by three standard errors.
  const least = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / rounds);

  it.each([
    ['calibrated', 60],
    ['overconfident', 100],
    ['shifted', 200],
    ['rare', 60],
  ] as const)('of a model that is %s hold the truth about 95 times in 100, over %i rows', (name, n) => {
    const metrics = ['ece', 'mce'];
    const truths = metrics.map((metric) => truthOf(laws[name], metric));
    const held = metrics.map(() => 0);
    for (let round = 0; round < rounds; round++) {
      const found = evaluate({ ...drawn(laws[name], n, `round-${round}`), metrics }).metrics;
      for (const [m, metric] of metrics.entries()) {
        const { ci, method } = found[metric];
        expect(method).toBe('consistency');
        if (ci![0] <= truths[m] && truths[m] <= ci![1]) held[m]++;
      }
    }
    for (const count of held) expect(count / rounds).toBeGreaterThanOrEqual(least);
  });

  it('begin at 0 where chance explains all, and end below the value that chance has raised', () => {
    let [zeros, outside] = [0, 0];
    for (let round = 0; round < 40; round++) {
      const { value, ci } = evaluate({ ...drawn(laws.calibrated, 100, `zero-${round}`), metrics: ['ece'] }).metrics.ece;
      if (ci![0] === 0) zeros++;
      if (value! > ci![1]) outside++;
      expect(value).toBeGreaterThan(0);
    }
    expect(zeros).toBeGreaterThanOrEqual(35);
    expect(outside).toBeGreaterThan(0);
  });

  it('narrow with the rows, also above what resampling reaches, and repeat themselves', () => {
    const width = (n: number) => {
      const [low, high] = evaluate({ ...drawn(laws.overconfident, n, 'width'), metrics: ['ece'] }).metrics.ece.ci!;
      return high - low;
    };
    expect(width(8000) / width(500)).toBeCloseTo(0.25, 1);
    expect(width(500)).toBe(width(500));
  });

  it('of groups are as wide as of one row for each, and of repeats are their mean', () => {
    const { target, predictions, seed } = drawn(laws.overconfident, 300, 'groups');
    const copies = Array.from({ length: 1500 }, (_, row) => row % 300);
    const copied = (values: Float64Array) => Float64Array.from(copies, (row) => values[row]);
    const metrics = ['ece', 'mce'];
    const alone = evaluate({ target, predictions, seed, metrics }).metrics;
    const grouped = evaluate({
      target: { ...target, values: copied(target.values) },
      predictions: { values: copied(predictions.values), probabilities: predictions.probabilities.map(copied) },
      groups: Int32Array.from(copies),
      seed,
      metrics,
    }).metrics;
    const repeats = evaluate({ target, predictions: [predictions, predictions], seed, metrics }).metrics;
    for (const metric of metrics) {
      expect(grouped[metric].method).toBe('cluster_consistency');
      for (const end of [0, 1]) {
        expect(Math.abs(grouped[metric].ci![end] - alone[metric].ci![end])).toBeLessThan(0.03);
        expect(repeats[metric].ci![end]).toBeCloseTo(alone[metric].ci![end], 12);
      }
    }
  });

  it('exist for two rows, one bin, and certain probabilities, but not for one row', () => {
    const one = (said: number[], happened: number[]) =>
      evaluate({
        target: { task: 'binary', classes: ['no', 'yes'], values: Float64Array.from(happened) },
        predictions: {
          values: Float64Array.from(said, Math.round),
          probabilities: [Float64Array.from(said, (p) => 1 - p), Float64Array.from(said)],
        },
        metrics: ['ece', 'mce'],
        seed: 0,
      }).metrics;
    for (const { value, ci } of Object.values(one([0.75], [0]))) expect([value, ci]).toEqual([0.75, null]);
    for (const { value, ci } of Object.values(one([0.75, 0.75], [0, 0]))) {
      expect(value).toBe(0.75);
      expect(ci![0]).toBe(0);
      expect(ci![1]).toBeGreaterThan(0.9);
    }
    for (const { ci } of Object.values(one([0, 1, 1, 0], [0, 1, 1, 0]))) {
      expect(ci![0]).toBe(0);
      expect(ci![1]).toBeGreaterThan(0.3);
    }
    for (const { value, ci } of Object.values(one([1, 1], [0, 0]))) {
      expect(value).toBe(1);
      expect(ci![0]).toBeGreaterThan(0.1);
    }
  });
});
