/** Temperature scaling: all log-probabilities divided by one number. */
import { exp } from '../../math/exp.ts';
import { logProbability } from './log-probability.ts';

/** The inverse temperature stays within these, even where the rows are told apart without a fault. */
const [least, most] = [0.01, 100];
const mostSteps = 200;

/**
 * The temperature under which the rows' log loss is lowest (Guo et al. 2017); above 1 where the probabilities are too sure. The
 * loss is convex in the inverse temperature: Newton's method, kept inside a bracket.
 *
 * @param probabilities one array of nRows per class; @param yTrue class codes.
 */
export function fitTemperature(
  yTrue: ArrayLike<number>,
  probabilities: readonly Float64Array[],
  weights?: Float64Array,
): number {
  const logs = probabilities.map((ofClass) => ofClass.map(logProbability));
  let [low, high] = [least, most];
  if (slopesAt(low, yTrue, logs, weights).first >= 0) return 1 / low;
  if (slopesAt(high, yTrue, logs, weights).first <= 0) return 1 / high;
  let inverse = 1;
  for (let step = 0; step < mostSteps; step++) {
    const { first, second } = slopesAt(inverse, yTrue, logs, weights);
    if (first === 0) break;
    if (first < 0) low = inverse;
    else high = inverse;
    const newton = inverse - first / second;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    const isSettled = Math.abs(next - inverse) <= 1e-14 * inverse;
    inverse = next;
    if (isSettled || high - low <= 1e-15 * high) break;
  }
  return 1 / inverse;
}

/** First and second derivative of the log loss by the inverse temperature. */
function slopesAt(
  inverse: number,
  yTrue: ArrayLike<number>,
  logs: readonly Float64Array[],
  weights: Float64Array | undefined,
): { first: number; second: number } {
  let [first, second] = [0, 0];
  for (let row = 0; row < yTrue.length; row++) {
    let top = Number.NEGATIVE_INFINITY;
    for (const ofClass of logs) top = Math.max(top, ofClass[row]);
    let [total, mean, square] = [0, 0, 0];
    for (const ofClass of logs) {
      const value = ofClass[row] - top;
      const share = exp(inverse * value);
      total += share;
      mean += share * value;
      square += share * value * value;
    }
    mean /= total;
    const weight = weights?.[row] ?? 1;
    first += weight * (mean - (logs[yTrue[row]][row] - top));
    second += weight * (square / total - mean * mean);
  }
  return { first, second };
}

/** The probabilities at a temperature. */
export function atTemperature(probabilities: readonly Float64Array[], temperature: number): Float64Array[] {
  const result = probabilities.map((ofClass) => ofClass.map((p) => logProbability(p) / temperature));
  for (let row = 0; row < result[0].length; row++) {
    let top = Number.NEGATIVE_INFINITY;
    for (const ofClass of result) top = Math.max(top, ofClass[row]);
    let total = 0;
    for (const ofClass of result) {
      ofClass[row] = exp(ofClass[row] - top);
      total += ofClass[row];
    }
    for (const ofClass of result) ofClass[row] /= total;
  }
  return result;
}
