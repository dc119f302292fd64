/** One scorer for all systems: our metrics, on predictions in the words of the file. */
import { metricByName } from '../../dist/metrics/index.js';

/**
 * @param truth the target's text of each test row.
 * @param predictions `{ values }`, or `{ labels, probabilities }` with a list of probabilities per row.
 * @returns the metric of the set, and a plain one besides (accuracy, or R2).
 */
export function scoreOf({ task, metric }, truth, predictions) {
  const outcomes = task === 'regression' ? numbers(truth, predictions) : classes(truth, predictions);
  const of = (name) => metricByName(name).compute(outcomes);
  return { score: of(metric), plain: of(task === 'regression' ? 'r2' : 'accuracy') };
}

function numbers(truth, { values }) {
  if (values.length !== truth.length) throw new Error(`${values.length} predictions for ${truth.length} rows`);
  return { yTrue: Float64Array.from(truth, Number), predictions: { values: Float64Array.from(values) }, nClasses: 0 };
}

/** A class that a system did not know has probability 0; each row is made to sum to 1. */
function classes(truth, { labels, probabilities }) {
  if (probabilities.length !== truth.length)
    throw new Error(`${probabilities.length} predictions for ${truth.length} rows`);
  const names = [...new Set(truth.concat(labels))].sort();
  const places = names.map((name) => labels.indexOf(name));
  const ofClass = names.map(() => new Float64Array(truth.length));
  const values = new Float64Array(truth.length);
  probabilities.forEach((row, i) => {
    const sum = row.reduce((total, share) => total + share, 0);
    let best = 0;
    places.forEach((place, k) => {
      ofClass[k][i] = place < 0 ? 0 : row[place] / sum;
      if (ofClass[k][i] > ofClass[best][i]) best = k;
    });
    values[i] = best;
  });
  const codes = new Map(names.map((name, code) => [name, code]));
  const yTrue = Float64Array.from(truth, (text) => codes.get(text));
  return { yTrue, predictions: { values, probabilities: ofClass }, nClasses: names.length };
}

/** 1 is best; equal scores share the mean of their places, and whoever has no score comes last. */
export function ranksOf(scores, direction) {
  const sign = direction === 'maximize' ? -1 : 1;
  const costs = scores.map((score) => (Number.isFinite(score) ? sign * score : Number.POSITIVE_INFINITY));
  return costs.map((cost) => {
    const better = costs.filter((other) => other < cost).length;
    const equal = costs.filter((other) => other === cost).length;
    return better + (equal + 1) / 2;
  });
}
