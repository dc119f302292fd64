/** Corrected probabilities of one row. Carried inside exported modules. */
import { calibrate } from '../../../estimators/calibration/apply-calibrator.ts';
import type { Calibrator } from '../../../estimators/calibration/calibrator.ts';
import type { ModelOf, Outputs } from './plan.ts';

export function recalibrated({ calibrator }: ModelOf<'calibrated'>, outputsOf: Outputs): Outputs {
  const unpacked = unpack(calibrator);
  return (slots, row) => {
    const probabilities = Array.from(outputsOf(slots, row), (p) => Float64Array.of(p));
    return Float64Array.from(calibrate(unpacked, probabilities), ([p]) => p);
  };
}

function unpack(given: ModelOf<'calibrated'>['calibrator']): Calibrator {
  const array = (values: readonly number[]) => Float64Array.from(values);
  if (given.method === 'platt') {
    return { method: 'platt', slopes: array(given.slopes), intercepts: array(given.intercepts) };
  }
  if (given.method === 'isotonic') {
    return { method: 'isotonic', curves: given.curves.map(({ x, y }) => ({ x: array(x), y: array(y) })) };
  }
  return given;
}
