import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import { curvesOf } from './curves.ts';
import type { ReportPoint } from './report-data.ts';

const classes = ['no', 'yes'];

function calibrated(n: number) {
  const rng = createRng(31);
  const p = Float64Array.from({ length: n }, () => rng.uniform());
  const yTrue = p.map((each) => (rng.uniform() < each ? 1 : 0));
  return { yTrue, p };
}

const binaryCurves = (yTrue: Float64Array, p: Float64Array) => {
  const predictions = { values: p.map((each) => (each > 0.5 ? 1 : 0)), probabilities: [p.map((each) => 1 - each), p] };
  return curvesOf({ task: 'binary', classes, yTrue, predictions, seed: 1 });
};

const areaBelow = (points: readonly ReportPoint[]) =>
  points.slice(1).reduce((area, { x, y }, i) => area + ((x - points[i].x) * (y + points[i].y)) / 2, 0);

describe('binary curves', () => {
  const { yTrue, p } = calibrated(5000);
  const { confusion, curves, prevalence } = binaryCurves(yTrue, p);
  const outcomes = { yTrue, nClasses: 2, predictions: { values: p, probabilities: [p, p] } };

  it('have at most 200 points, exact ends, and lose no area that can be seen', () => {
    expect(curves!.roc!.length).toBeLessThanOrEqual(200);
    expect(curves!.roc!.length).toBeGreaterThan(150);
    expect(curves!.pr!.length).toBeLessThanOrEqual(200);
    expect(curves!.roc![0]).toEqual({ x: 0, y: 0 });
    expect(curves!.roc!.at(-1)).toEqual({ x: 1, y: 1 });
    expect(curves!.pr![0].x).toBe(0);
    expect(curves!.pr!.at(-1)).toEqual({ x: 1, y: prevalence });
    expect(areaBelow(curves!.roc!)).toBeCloseTo(metricByName('roc_auc').compute(outcomes), 2);
    expect(areaBelow(curves!.pr!)).toBeCloseTo(metricByName('pr_auc').compute(outcomes), 2);
  });

  it('rise from point to point', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 })), { minLength: 1 }),
        (rows) => {
          const { curves: drawn } = binaryCurves(
            Float64Array.from(rows, ([y]) => y),
            Float64Array.from(rows, ([, score]) => score / 9),
          );
          for (const curve of [drawn?.roc ?? [], drawn?.pr ?? []]) {
            for (const [i, { x, y }] of curve.entries()) {
              expect(x >= 0 && x <= 1 && y >= 0 && y <= 1).toBe(true);
              if (i > 0) expect(x).toBeGreaterThanOrEqual(curve[i - 1].x);
            }
          }
        },
      ),
    );
  });

  it('show a calibrated model as calibrated, in bins of equal numbers of rows', () => {
    const points = curves!.calibration!;
    expect(points.map(({ count }) => count)).toEqual(new Array(10).fill(500));
    expect(points.filter(({ x, low, high }) => low! <= x && x <= high!).length).toBeGreaterThanOrEqual(8);
    expect([...points].sort((a, b) => a.x - b.x)).toEqual(points);
    const squeezed = binaryCurves(
      yTrue,
      p.map((each) => 0.4 + 0.2 * each),
    ).curves!.calibration!;
    expect(squeezed.filter(({ x, low, high }) => low! <= x && x <= high!).length).toBeLessThanOrEqual(5);
  });

  it('keep equal probabilities in one bin, and have one bin for few rows', () => {
    const ties = binaryCurves(
      yTrue,
      p.map((each) => (each > 0.5 ? 0.75 : 0.25)),
    ).curves!.calibration!;
    expect(ties.map(({ x }) => x)).toEqual([0.25, 0.75]);
    expect(binaryCurves(yTrue.slice(0, 15), p.slice(0, 15)).curves!.calibration!.length).toBe(1);
  });

  it('count every row in the confusion matrix, actual by predicted', () => {
    expect(confusion!.counts.flat().reduce((a, b) => a + b)).toBe(5000);
    let missed = 0;
    for (let row = 0; row < 5000; row++) if (yTrue[row] === 1 && p[row] <= 0.5) missed++;
    expect(confusion!.counts[1][0]).toBe(missed);
  });

  it('of one class are left out', () => {
    const alone = binaryCurves(new Float64Array(50), p.slice(0, 50));
    expect(alone.curves!.roc).toBeUndefined();
    expect(alone.prevalence).toBe(0);
  });
});

describe('other tasks', () => {
  it('multiclass has a confusion matrix alone', () => {
    const yTrue = new Float64Array([0, 1, 2, 2]);
    const predictions = { values: new Float64Array([0, 2, 2, 1]) };
    const drawn = curvesOf({ task: 'multiclass', classes: ['a', 'b', 'c'], yTrue, predictions, seed: 1 });
    expect(drawn).toEqual({
      confusion: {
        classes: ['a', 'b', 'c'],
        counts: [
          [1, 0, 0],
          [0, 0, 1],
          [0, 1, 1],
        ],
      },
    });
  });

  it('regression has a seeded sample of residuals in row order', () => {
    const yTrue = Float64Array.from({ length: 5000 }, (_, row) => row);
    const drawn = (seed: number) =>
      curvesOf({ task: 'regression', classes: [], yTrue, predictions: { values: yTrue.map((y) => -y) }, seed })
        .residuals!;
    expect(drawn(1).rows).toBe(5000);
    expect(drawn(1).points.length).toBe(2000);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    const actual = drawn(1).points.map((point) => point.actual);
    expect(drawn(1).points.map((point) => -point.predicted)).toEqual(actual);
    expect([...actual].sort((a, b) => a - b)).toEqual(actual);
  });
});
