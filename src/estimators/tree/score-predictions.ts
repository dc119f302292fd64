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
  if (task === 'regression') return { values: scores.map((score) => numberOf(objective, score)) };
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

/**
 * The same for one row.
 *
 * @param scores nOutputs, left as they are. @param said room for the value, or for the probability of each class.
 */
export function sayScores(task: Task, objective: ObjectiveName, scores: Float64Array, said: Float64Array): void {
  if (task === 'regression') {
    said[0] = numberOf(objective, scores[0]);
  } else if (task === 'binary') {
    said[0] = sigmoid(-scores[0]);
    said[1] = sigmoid(scores[0]);
  } else {
    said.set(scores);
    softmax(said, 1, said.length);
  }
}

function numberOf(objective: ObjectiveName, score: number): number {
  return nearestFinite(logLinked.has(objective) ? exp(score) : score);
}
