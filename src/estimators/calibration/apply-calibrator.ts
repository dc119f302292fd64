/** What calibrators make of probabilities. Carried inside exported modules, so it imports plain numerics alone. */
import { sigmoid } from '../../math/sigmoid.ts';
import type { Calibrator } from './calibrator.ts';
import { isotonicValue } from './isotonic.ts';
import { logOdds } from './log-probability.ts';
import { atTemperature } from './temperature.ts';

/** Calibrated probabilities, one array of nRows per class; rows sum to 1. The input stays as it is. */
export function calibrate(calibrator: Calibrator, probabilities: readonly Float64Array[]): readonly Float64Array[] {
  switch (calibrator.method) {
    case 'none':
      return probabilities;
    case 'temperature':
      return atTemperature(probabilities, calibrator.temperature);
    case 'platt': {
      const { slopes, intercepts } = calibrator;
      return joined(
        perClass(probabilities, (p, _, curve) =>
          p.map((one) => sigmoid(slopes[curve] * logOdds(one) + intercepts[curve])),
        ),
      );
    }
    case 'isotonic': {
      const { curves } = calibrator;
      return joined(perClass(probabilities, (p, _, curve) => p.map((one) => isotonicValue(curves[curve], one))));
    }
  }
}

/** Of class 1 of two, or of every class. */
export function perClass<T>(
  probabilities: readonly Float64Array[],
  of: (probabilities: Float64Array, code: number, curve: number) => T,
): T[] {
  return probabilities.length === 2 ? [of(probabilities[1], 1, 0)] : probabilities.map((p, code) => of(p, code, code));
}

/** Heights of the curves as probabilities of all classes. */
function joined(heights: readonly Float64Array[]): Float64Array[] {
  if (heights.length === 1) return [heights[0].map((p) => 1 - p), heights[0]];
  const totals = new Float64Array(heights[0].length);
  for (const ofClass of heights) for (let row = 0; row < totals.length; row++) totals[row] += ofClass[row];
  return heights.map((ofClass) =>
    ofClass.map((height, row) => (totals[row] > 0 ? height / totals[row] : 1 / heights.length)),
  );
}
