/** Means moved by chance as far as repeats scatter. */
import type { Rng } from '../math/rng.ts';

/**
 * Means plus noise with the covariance that the repeats show, as a multivariate Student's t with one degree of freedom less than
 * repeats: a multiplier bootstrap that moves all sizes of a repeat together.
 *
 * @param scores by size, then by repeat; @param sign what scores were multiplied by to get the means.
 */
export function noisyMeans(
  means: readonly number[],
  scores: readonly (readonly number[])[],
  sign: number,
  rng: Rng,
): number[] {
  const repeats = scores[0].length;
  const multipliers = Float64Array.from({ length: repeats }, () => rng.normal());
  let chiSquare = 0;
  for (let i = 1; i < repeats; i++) {
    const normal = rng.normal();
    chiSquare += normal * normal;
  }
  const scale = Math.sqrt((repeats - 1) / chiSquare / (repeats * (repeats - 1)));
  return means.map((mean, s) => {
    let noise = 0;
    for (let repeat = 0; repeat < repeats; repeat++) noise += multipliers[repeat] * (sign * scores[s][repeat] - mean);
    return mean + scale * noise;
  });
}
