/** What is told about the calibration of a chosen model: what was tried, and the curves before and after. */
import { calibrationCurve } from '../evaluate/calibration-curve.ts';
import type { ReportCalibration, ReportCalibrationPoint } from '../evaluate/report-data.ts';
import { rankingOf } from '../metrics/ranking.ts';
import type { Calibration } from './calibrate.ts';
import type { HeldOutRows } from './held-out-rows.ts';

export function calibrationReport({ report, probabilities }: Calibration, held: HeldOutRows): ReportCalibration {
  return {
    ...report,
    rows: held.yTrue.length,
    of: probabilities.length === 2 ? 'positive' : 'answered',
    before: curveOf(held.yTrue, held.probabilities),
    ...(report.method !== 'none' && { after: curveOf(held.yTrue, probabilities) }),
  };
}

/** Of the probability of class 1 of two; of more classes, of the probability of the most probable one (Guo et al. 2017). */
function curveOf(yTrue: Float64Array, probabilities: readonly Float64Array[]): readonly ReportCalibrationPoint[] {
  if (probabilities.length === 2) return pointsOf(probabilities[1], yTrue);
  const confidence = new Float64Array(yTrue.length);
  const hits = new Float64Array(yTrue.length);
  for (const [code, ofClass] of probabilities.entries()) {
    for (const [row, p] of ofClass.entries()) {
      if (p <= confidence[row]) continue;
      confidence[row] = p;
      hits[row] = yTrue[row] === code ? 1 : 0;
    }
  }
  return pointsOf(confidence, hits);
}

function pointsOf(scores: Float64Array, hits: Float64Array): readonly ReportCalibrationPoint[] {
  const ranking = rankingOf(scores, hits, 1);
  return ranking ? calibrationCurve(scores, ranking) : [];
}
