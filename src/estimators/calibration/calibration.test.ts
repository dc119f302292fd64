/** Calibrators against scikit-learn, what must hold of any, and which one is chosen. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import { createRng } from '../../math/philox.ts';
import { sigmoid } from '../../math/sigmoid.ts';
import { calibrate } from './apply-calibrator.ts';
import { type Calibrator, calibrationMethods, calibratorState, fitCalibrator } from './calibrator.ts';
import { chooseCalibrator } from './choose-calibrator.ts';
import { fitIsotonic, isotonicValue } from './isotonic.ts';
import { logOdds } from './log-probability.ts';
import { fitPlatt } from './platt.ts';

interface Case {
  readonly yTrue: number[];
  readonly probabilities: number[][];
  readonly weights?: number[];
  readonly temperature: number;
}
interface Reference {
  readonly binary: (Case & { slope: number; intercept: number; isotonic: { at: number[]; heights: number[] } })[];
  readonly multiclass: (Case & { scaled: number[][]; platt: number[][] })[];
}

const file = new URL('../../../tests/reference/calibration/calibration.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const arrays = (rows: readonly number[][]) => rows.map((row) => Float64Array.from(row));
const weightsOf = ({ weights }: Case) => weights && Float64Array.from(weights);

/** Truth follows sigmoid(slope * odds + shift); the model says sigmoid(odds). */
function crooked(n: number, slope: number, shift: number, seed = 1) {
  const rng = createRng(seed);
  const odds = Float64Array.from({ length: n }, () => 2 * rng.normal());
  const yTrue = odds.map((z) => (rng.uniform() < sigmoid(slope * z + shift) ? 1 : 0));
  return { yTrue, probabilities: [odds.map((z) => sigmoid(-z)), odds.map((z) => sigmoid(z))] };
}

describe('as scikit-learn has it', () => {
  it.each(reference.binary.map((one, i) => [i, one] as const))('two classes, case %i', (_, one) => {
    const weights = weightsOf(one);
    const probabilities = arrays(one.probabilities);
    const platt = fitPlatt(probabilities[1].map(logOdds), one.yTrue, weights);
    expect(platt.slope).toBeCloseTo(one.slope, 5);
    expect(platt.intercept).toBeCloseTo(one.intercept, 5);
    const scaled = fitCalibrator('temperature', one.yTrue, probabilities, weights);
    expect(scaled).toEqual({ method: 'temperature', temperature: expect.closeTo(one.temperature, 6) });
    const curve = fitIsotonic(probabilities[1], one.yTrue, weights);
    for (const [i, at] of one.isotonic.at.entries()) {
      expect(isotonicValue(curve, at)).toBeCloseTo(one.isotonic.heights[i], 11);
    }
  });

  it.each(reference.multiclass.map((one, i) => [i, one] as const))('several classes, case %i', (_, one) => {
    const weights = weightsOf(one);
    const probabilities = arrays(one.probabilities);
    for (const [method, expected] of [
      ['temperature', one.scaled],
      ['platt', one.platt],
    ] as const) {
      const said = calibrate(fitCalibrator(method, one.yTrue, probabilities, weights), probabilities);
      for (const [code, values] of expected.entries()) {
        for (const [row, value] of values.entries()) expect(said[code][row]).toBeCloseTo(value, 5);
      }
    }
  });
});

describe('what holds of every calibrator', () => {
  const rows = fc
    .integer({ min: 2, max: 4 })
    .chain((nClasses) =>
      fc.array(
        fc.tuple(
          fc.integer({ min: 0, max: nClasses - 1 }),
          fc.array(fc.integer({ min: 0, max: 20 }), { minLength: nClasses, maxLength: nClasses }),
          fc.integer({ min: 1, max: 3 }),
        ),
        { minLength: 1, maxLength: 40 },
      ),
    );
  const probabilitiesOf = (shares: readonly number[][]) =>
    shares[0].map((_, code) =>
      Float64Array.from(shares, (share) => {
        const total = share.reduce((sum, one) => sum + one, 0);
        return total === 0 ? 1 / share.length : share[code] / total;
      }),
    );

  it.each(calibrationMethods)(
    '%s: rows sum to 1, weights are repetitions, state survives, rows stand alone',
    (method) => {
      fc.assert(
        fc.property(rows, (drawn) => {
          const yTrue = drawn.map(([code]) => code);
          const probabilities = probabilitiesOf(drawn.map(([, shares]) => shares));
          const weights = Float64Array.from(drawn, ([, , weight]) => weight);
          const calibrator = fitCalibrator(method, yTrue, probabilities, weights);
          const said = calibrate(calibrator, probabilities);
          for (let row = 0; row < yTrue.length; row++) {
            const total = said.reduce((sum, ofClass) => sum + ofClass[row], 0);
            expect(Math.abs(total - 1)).toBeLessThan(1e-12);
            expect(said.every((ofClass) => ofClass[row] >= 0 && ofClass[row] <= 1)).toBe(true);
          }
          expect(calibratorState.parse(calibrator)).toEqual(calibrator);
          const repeated = drawn.flatMap((row) => Array.from({ length: row[2] }, () => row));
          const again = fitCalibrator(
            method,
            repeated.map(([code]) => code),
            probabilitiesOf(repeated.map(([, s]) => s)),
          );
          const alike = calibrate(again, probabilities);
          for (const [code, ofClass] of said.entries()) {
            ofClass.forEach((p, row) => {
              expect(alike[code][row]).toBeCloseTo(p, 6);
            });
          }
          const alone = calibrate(
            calibrator,
            probabilities.map((p) => p.slice(0, 1)),
          );
          expect(alone.map((p) => p[0])).toEqual(said.map((p) => p[0]));
        }),
        { numRuns: 60 },
      );
    },
  );

  it('isotonic curves never fall and minimise the squares among the rising', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 30 }),
        (drawn) => {
          const x = Float64Array.from(drawn, ([at]) => at / 10);
          const y = drawn.map(([, hit]) => Number(hit));
          const curve = fitIsotonic(x, y);
          expect(curve.y.every((height, i) => i === 0 || height >= curve.y[i - 1])).toBe(true);
          const heights = Array.from(x, (at) => isotonicValue(curve, at));
          const squares = (scale: number, shift: number) =>
            heights.reduce(
              (sum, height, i) => sum + (height * scale + shift - y[i]) * (height * scale + shift - y[i]),
              0,
            );
          for (const [scale, shift] of [
            [1.01, 0],
            [0.99, 0],
            [1, 0.01],
            [1, -0.01],
          ]) {
            expect(squares(1, 0)).toBeLessThanOrEqual(squares(scale, shift) + 1e-12);
          }
        },
      ),
    );
  });

  it('recovers the curve that bent the probabilities', () => {
    const { yTrue, probabilities } = crooked(20_000, 0.5, -0.4);
    const platt = fitCalibrator('platt', yTrue, probabilities) as Extract<Calibrator, { method: 'platt' }>;
    expect(platt.slopes[0]).toBeCloseTo(0.5, 1);
    expect(platt.intercepts[0]).toBeCloseTo(-0.4, 1);
  });

  it('stays finite where the rows are told apart without a fault, or not at all', () => {
    const sure = [Float64Array.of(1, 1, 0, 0), Float64Array.of(0, 0, 1, 1)];
    const blind = [new Float64Array(4).fill(0.5), new Float64Array(4).fill(0.5)];
    for (const method of calibrationMethods) {
      for (const probabilities of [sure, blind]) {
        const said = calibrate(fitCalibrator(method, [0, 0, 1, 1], probabilities), probabilities);
        expect(said.every((p) => p.every(Number.isFinite))).toBe(true);
      }
    }
  });

  it.each([
    [
      'codes',
      [0, 2],
      arrays([
        [0.5, 0.5],
        [0.5, 0.5],
      ]),
      undefined,
      'VALUE_INVALID',
    ],
    [
      'probabilities',
      [0, 1],
      arrays([
        [0.5, 1.5],
        [0.5, -0.5],
      ]),
      undefined,
      'VALUE_INVALID',
    ],
    [
      'weights',
      [0, 1],
      arrays([
        [0.5, 0.5],
        [0.5, 0.5],
      ]),
      Float64Array.of(0, 0),
      'VALUE_INVALID',
    ],
    [
      'lengths',
      [0],
      arrays([
        [0.5, 0.5],
        [0.5, 0.5],
      ]),
      undefined,
      'SHAPE_MISMATCH',
    ],
    ['one class', [0], arrays([[1]]), undefined, 'SHAPE_MISMATCH'],
    ['no rows', [], arrays([[], []]), undefined, 'ROWS_TOO_FEW'],
  ] as const)('refuses wrong %s', (_, yTrue, probabilities, weights, code) => {
    expect(() => fitCalibrator('platt', yTrue, probabilities, weights)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the choice', () => {
  it('keeps what is calibrated', () => {
    let kept = 0;
    for (let seed = 0; seed < 12; seed++) {
      const { yTrue, probabilities } = crooked(1500, 1, 0, seed);
      if (chooseCalibrator(yTrue, probabilities).calibrator.method === 'none') kept++;
    }
    expect(kept).toBeGreaterThanOrEqual(11);
  });

  it('takes temperature for what is only too sure, Platt where it is shifted as well, isotonic where no line helps', () => {
    const chosen = (slope: number, shift: number) => {
      const { yTrue, probabilities } = crooked(4000, slope, shift);
      return chooseCalibrator(yTrue, probabilities).calibrator.method;
    };
    expect(chosen(0.4, 0)).toBe('temperature');
    expect(chosen(0.6, -1.5)).toBe('platt');
    const rng = createRng(4);
    const p = Float64Array.from({ length: 6000 }, () => rng.uniform());
    const yTrue = p.map((one) => (rng.uniform() < (one < 0.3 ? 0.1 : one < 0.6 ? 0.5 : 0.55) ? 1 : 0));
    expect(chooseCalibrator(yTrue, [p.map((one) => 1 - one), p]).calibrator.method).toBe('isotonic');
  });

  it('reports a log loss that is right, and does not count rows of weight zero', () => {
    const { yTrue, probabilities } = crooked(300, 0.3, 0);
    const { tried } = chooseCalibrator(yTrue, probabilities);
    const expected = yTrue.reduce((sum, code, row) => sum - log(probabilities[code][row]), 0) / 300;
    expect(tried[0]).toEqual({ method: 'none', logLoss: expect.closeTo(expected, 12) });
    expect(tried.map(({ method }) => method)).toEqual(['none', 'temperature', 'platt']);
    const weights = Float64Array.from({ length: 300 }, (_, row) => (row < 90 ? 1 : 0));
    expect(chooseCalibrator(yTrue, probabilities, weights).tried).toHaveLength(1);
  });

  it('helps on rows that nobody has seen', () => {
    const seen = crooked(3000, 0.4, 0.3, 8);
    const unseen = crooked(3000, 0.4, 0.3, 9);
    const { calibrator } = chooseCalibrator(seen.yTrue, seen.probabilities);
    const loss = (probabilities: readonly Float64Array[]) =>
      unseen.yTrue.reduce((sum, code, row) => sum - log(probabilities[code][row]), 0) / unseen.yTrue.length;
    expect(exp(loss(calibrate(calibrator, unseen.probabilities)))).toBeLessThan(0.95 * exp(loss(unseen.probabilities)));
  });
});
