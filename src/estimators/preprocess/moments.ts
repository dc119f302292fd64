/** Mean, standard deviation and skewness of a column with missing values, in two passes each. */
import { sum, weightedSum } from '../../math/reduce.ts';

export interface Moments {
  /** NaN when no value is present. */
  readonly mean: number;
  /** Population standard deviation (division by the total weight); 0 for a constant. */
  readonly deviation: number;
}

/** Above this, squares overflow; such columns are scaled down first. */
const large = 1e150;

/** Moments of the present values; weights are >= 0, one per value. */
export function moments(values: Float64Array, weights?: Float64Array): Moments {
  const present: number[] | Float64Array = values.some(Number.isNaN) ? values.filter((v) => !Number.isNaN(v)) : values;
  const presentWeights =
    weights && present !== values ? weights.filter((_, row) => !Number.isNaN(values[row])) : weights;
  if (present.length === 0) return { mean: Number.NaN, deviation: Number.NaN };
  let low = present[0];
  let high = present[0];
  for (const value of present) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) return { mean: low, deviation: 0 };
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size > large) {
    const scaled = moments(
      present.map((value) => value / size),
      presentWeights,
    );
    return { mean: scaled.mean * size, deviation: scaled.deviation * size };
  }
  const add = (x: Float64Array) => (presentWeights ? weightedSum(x, presentWeights) : sum(x));
  const total = presentWeights ? sum(presentWeights) : present.length;
  const mean = add(present) / total;
  const squares = present.map((value) => (value - mean) * (value - mean));
  return { mean, deviation: Math.sqrt(add(squares) / total) };
}

/** Mean cube of the standardised present values; 0 for a constant, NaN when no value is present. */
export function skewness(values: Float64Array, weights?: Float64Array): number {
  const { mean, deviation } = moments(values, weights);
  if (!(deviation > 0)) return deviation;
  const present = Int32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]));
  const cubes = Float64Array.from(present, (row) => {
    const standardised = (values[row] - mean) / deviation;
    return standardised * standardised * standardised;
  });
  if (!weights) return sum(cubes) / cubes.length;
  const ofPresent = Float64Array.from(present, (row) => weights[row]);
  return weightedSum(cubes, ofPresent) / sum(ofPresent);
}
