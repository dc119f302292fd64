/** Drawing from a finite distribution. */

/** The index at which the running sum of probabilities that sum to 1 passes u in [0, 1). */
export function pick(probabilities: ArrayLike<number>, u: number): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length - 1; i++) {
    sum += probabilities[i];
    if (u < sum) return i;
  }
  return probabilities.length - 1;
}
