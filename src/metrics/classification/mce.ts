/** Maximum calibration error. */
import { type CalibrationBin, calibrationBins, calibrationGap } from '../calibration-bins.ts';
import { defineMetric } from '../metric.ts';

/** Over the bins of calibration-bins.ts (Naeini, Cooper, Hauskrecht 2015). A small sample is never at 0. */
export const maximumCalibrationError = defineMetric({
  name: 'mce',
  description: 'Largest distance of predicted probability and observed share over ten bins of equal width.',
  tasks: ['binary', 'multiclass'],
  direction: 'minimize',
  bounds: [0, 1],
  needs: 'probabilities',
  interval: 'consistency',
  compute: (outcomes) => largestGap(calibrationBins(outcomes) ?? []),
  ofCalibration: largestGap,
});

function largestGap(bins: readonly CalibrationBin[]): number {
  if (bins.length === 0) return Number.NaN;
  let largest = 0;
  for (const bin of bins) largest = Math.max(largest, calibrationGap(bin));
  return Math.min(1, largest);
}
