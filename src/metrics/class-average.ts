/** Precision, recall and F-scores of each class, and their averages over classes. */
import { actualTotals, type Confusion, hits, predictedTotals } from './confusion.ts';

/** A score of one class from its weights: predicted right, predicted, actual. */
export type ClassScore = (hit: number, predicted: number, actual: number) => number;

/** 0 when nothing was predicted as the class, as in scikit-learn. */
export const classPrecision: ClassScore = (hit, predicted) => (predicted > 0 ? hit / predicted : 0);

/** 0 when the class does not occur, as in scikit-learn. */
export const classRecall: ClassScore = (hit, _, actual) => (actual > 0 ? hit / actual : 0);

/** The harmonic mean of precision and recall that counts recall `beta` times as much. */
export function classFScore(beta: number): ClassScore {
  const square = beta * beta;
  return (hit, predicted, actual) =>
    predicted + actual > 0 ? ((1 + square) * hit) / (square * actual + predicted) : 0;
}

/** Unweighted mean over the classes that occur in truth or predictions (scikit-learn's `macro`). */
export function macroAverage(score: ClassScore): (confusion: Confusion) => number {
  return average(score, (predicted, actual) => (predicted + actual > 0 ? 1 : 0));
}

/** Mean over classes weighted by their weight in the truth (scikit-learn's `weighted`). */
export function weightedAverage(score: ClassScore): (confusion: Confusion) => number {
  return average(score, (_, actual) => actual);
}

function average(
  score: ClassScore,
  weightOf: (predicted: number, actual: number) => number,
): (confusion: Confusion) => number {
  return (confusion) => {
    const [hit, predicted, actual] = [hits(confusion), predictedTotals(confusion), actualTotals(confusion)];
    let sum = 0;
    let weight = 0;
    for (let k = 0; k < confusion.nClasses; k++) {
      const share = weightOf(predicted[k], actual[k]);
      sum += share * score(hit[k], predicted[k], actual[k]);
      weight += share;
    }
    return sum / weight;
  };
}
