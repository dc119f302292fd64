/** Predicted probabilities against what happened, in bins of about equal numbers of rows. */
import { wilsonInterval } from '../math/tests/wilson.ts';
import type { Ranking } from '../metrics/ranking.ts';
import './distributions.ts';
import type { ReportCalibrationPoint } from './report-data.ts';

const mostBins = 10;
/** Smaller bins say nothing: there are fewer bins then. */
const rowsPerBin = 20;

/**
 * One point per bin from the lowest probabilities on: x the mean probability, y the observed share with its Wilson interval at
 * 95 %. Equal probabilities stay in one bin.
 */
export function calibrationCurve(
  probabilities: Float64Array,
  { order, positive, endsTie }: Ranking,
): ReportCalibrationPoint[] {
  const n = order.length;
  const bins = Math.max(1, Math.min(mostBins, Math.floor(n / rowsPerBin)));
  const points: ReportCalibrationPoint[] = [];
  let [count, hits, sum] = [0, 0, 0];
  for (let at = 0; at < n; at++) {
    count++;
    hits += positive[at];
    sum += probabilities[order[at]];
    const full = at + 1 >= ((points.length + 1) * n) / bins;
    if (endsTie[at] === 0 || !(full || at + 1 === n)) continue;
    const [low, high] = wilsonInterval(hits, count);
    points.push({ x: sum / count, y: hits / count, low, high, count });
    [count, hits, sum] = [0, 0, 0];
  }
  return points.reverse();
}
