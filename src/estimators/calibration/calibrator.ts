/** Calibrators: probabilities that do not mean what they say, turned into ones that do. A calibrator is plain data. */
import { z } from 'zod';
import { perClass } from './apply-calibrator.ts';
import { checkRows } from './check-rows.ts';
import { fitIsotonic, type IsotonicCurve } from './isotonic.ts';
import { logOdds } from './log-probability.ts';
import { fitPlatt, type PlattCurve } from './platt.ts';
import { fitTemperature } from './temperature.ts';

/** From the one that changes nothing to the one that may change most. */
export const calibrationMethods = ['none', 'temperature', 'platt', 'isotonic'] as const;
export type CalibrationMethod = (typeof calibrationMethods)[number];

/** Curves are those of class 1 of two, or of each class against the rest. */
export type Calibrator =
  | { readonly method: 'none' }
  | { readonly method: 'temperature'; readonly temperature: number }
  | { readonly method: 'platt'; readonly slopes: Float64Array; readonly intercepts: Float64Array }
  | { readonly method: 'isotonic'; readonly curves: readonly IsotonicCurve[] };

const numbers = z.instanceof(Float64Array).refine((values) => values.length > 0 && values.every(Number.isFinite));
const rising = (values: Float64Array) => values.every((value, i) => i === 0 || value >= values[i - 1]);

/** Checks one that was read from bytes. */
export const calibratorState: z.ZodType<Calibrator> = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('none') }),
  z.strictObject({ method: z.literal('temperature'), temperature: z.number().gt(0) }),
  z
    .strictObject({ method: z.literal('platt'), slopes: numbers, intercepts: numbers })
    .refine(({ slopes, intercepts }) => slopes.length === intercepts.length),
  z.strictObject({
    method: z.literal('isotonic'),
    curves: z
      .array(
        z
          .strictObject({ x: numbers.refine(rising), y: numbers.refine(rising) })
          .refine(({ x, y }) => x.length === y.length && y.every((value) => value >= 0 && value <= 1)),
      )
      .min(1),
  }),
]);

/**
 * Fits a calibrator to predictions of rows that the model did not learn from.
 *
 * - `platt`: a logistic curve over log-odds, per class (see fitPlatt). The curve of a calibrated model is the identity.
 * - `isotonic`: a rising step curve over probabilities, per class. It ends at 1 / (rows + 2) and (rows + 1) / (rows + 2), as no
 *   number of rows shows a chance of 0 or 1.
 * - `temperature`: one number for all classes (see fitTemperature).
 *
 * With more than two classes, curves are fitted to each class against the rest and their heights divided by their sum
 * (Zadrozny and Elkan 2002).
 *
 * @param yTrue class codes. @param probabilities one array of nRows per class. @param weights nRows, >= 0; default: all one.
 * @throws SHAPE_MISMATCH, VALUE_INVALID, ROWS_TOO_FEW
 */
export function fitCalibrator(
  method: CalibrationMethod,
  yTrue: ArrayLike<number>,
  probabilities: readonly Float64Array[],
  weights?: Float64Array,
): Calibrator {
  checkRows(yTrue, probabilities, weights);
  switch (method) {
    case 'none':
      return { method };
    case 'temperature':
      return { method, temperature: fitTemperature(yTrue, probabilities, weights) };
    case 'platt': {
      const curves = perClass(probabilities, (p, code): PlattCurve => {
        return fitPlatt(p.map(logOdds), hitsOf(yTrue, code), weights);
      });
      const slopes = Float64Array.from(curves, ({ slope }) => slope);
      return { method, slopes, intercepts: Float64Array.from(curves, ({ intercept }) => intercept) };
    }
    case 'isotonic': {
      const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : yTrue.length;
      const [floor, ceiling] = [1 / (total + 2), (total + 1) / (total + 2)];
      const curves = perClass(probabilities, (p, code) => {
        const { x, y } = fitIsotonic(p, hitsOf(yTrue, code), weights);
        return { x, y: y.map((height) => Math.min(ceiling, Math.max(floor, height))) };
      });
      return { method, curves };
    }
  }
}

function hitsOf(yTrue: ArrayLike<number>, code: number): Uint8Array {
  return Uint8Array.from(yTrue, (actual) => (actual === code ? 1 : 0));
}
