/** What the scores of boosting say: values, or classes with their probabilities. */
import { exp } from '../../math/exp.ts';
import { sigmoid } from '../../math/sigmoid.ts';
import type { Predictions, Task } from '../../table/task.ts';
import { classPredictions } from '../class-predictions.ts';
import { logLinked, type ObjectiveName } from './loss-choice.ts';
import { nearestFinite } from './nearest-finite.ts';
import { softmax } from './softmax-loss.ts';

/** @param scores nOutputs * nRows, class-major; they may be overwritten. */
export function predictionsOf(task: Task, objective: ObjectiveName, scores: Float64Array, nRows: number): Predictions {
  if (task === 'regression') {
    const predicted = logLinked.has(objective) ? exp : (score: number) => score;
    return { values: scores.map((score) => nearestFinite(predicted(score))) };
  }
  if (task === 'binary') {
    const [second, first] = [scores, new Float64Array(nRows)];
    for (let row = 0; row < nRows; row++) {
      first[row] = sigmoid(-scores[row]);
      second[row] = sigmoid(scores[row]);
    }
    return classPredictions([first, second]);
  }
  const nClasses = scores.length / nRows;
  softmax(scores, nRows, nClasses);
  return classPredictions(Array.from({ length: nClasses }, (_, k) => scores.slice(k * nRows, (k + 1) * nRows)));
}
