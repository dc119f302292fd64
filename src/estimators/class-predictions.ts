/** Class predictions from probabilities: one rule for every classifier. */
import type { Predictions } from '../table/task.ts';

/** The most probable class of each row; of equals the lowest code. So in a binary task class 1 needs more than one half. */
export function classPredictions(probabilities: readonly Float64Array[]): Predictions {
  const values = new Float64Array(probabilities[0].length);
  for (let row = 0; row < values.length; row++) {
    let best = 0;
    for (let code = 1; code < probabilities.length; code++) {
      if (probabilities[code][row] > probabilities[best][row]) best = code;
    }
    values[row] = best;
  }
  return { values, probabilities };
}
