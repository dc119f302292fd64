/** Expected calibration error. */
import { type CalibrationBin, calibrationBins, calibrationGap } from '../calibration-bins.ts';
import { defineMetric } from '../metric.ts';

/** Over the bins of calibration-bins.ts (Naeini, Cooper, Hauskrecht 2015). A small sample is never at 0. */
export const expectedCalibrationError = defineMetric({
  name: 'ece',
  description: 'Mean distance of predicted probability and observed share over ten bins of equal width.',
  tasks: ['binary', 'multiclass'],
  direction: 'minimize',
  bounds: [0, 1],
  needs: 'probabilities',
  interval: 'consistency',
  compute: (outcomes) => meanGap(calibrationBins(outcomes) ?? []),
  ofCalibration: meanGap,
});

function meanGap(bins: readonly CalibrationBin[]): number {
  if (bins.length === 0) return Number.NaN;
  let weight = 0;
  let gaps = 0;
  for (const bin of bins) {
    weight += bin.weight;
    gaps += bin.weight * calibrationGap(bin);
  }
  return Math.min(1, gaps / weight);
}
