/**
 * Boosting as slow and plain as it can be said: every split of every leaf is tried by adding up its rows, sets of categories
 * by trying all of them. What the estimator's histograms, subtraction and orderings are checked against.
 */

export interface PlainColumn {
  readonly values: Float64Array;
  readonly isCategory: boolean;
}

export interface PlainParams {
  readonly nEstimators: number;
  readonly learningRate: number;
  readonly numLeaves: number;
  readonly maxDepth: number;
  readonly minChildSamples: number;
  readonly minChildWeight: number;
  readonly minSplitGain: number;
  readonly lambdaL1: number;
  readonly lambdaL2: number;
}

/** First and second derivative of a row's loss at a score. */
export type PlainLoss = (score: number, y: number) => readonly [number, number];

export const plainSquaredError: PlainLoss = (score, y) => [score - y, 1];
export const plainLogistic: PlainLoss = (score, y) => {
  const p = 1 / (1 + Math.exp(-score));
  return [p - y, p * (1 - p)];
};

interface PlainLeaf {
  readonly rows: readonly number[];
  readonly depth: number;
  readonly best?: { readonly gain: number; readonly left: readonly number[]; readonly right: readonly number[] };
}

/** Scores of the training rows after boosting from `start`. */
export function plainBoosting(
  columns: readonly PlainColumn[],
  y: Float64Array,
  weights: Float64Array,
  loss: PlainLoss,
  start: number,
  params: PlainParams,
): number[] {
  const scores = Array.from(y, () => start);
  for (let iteration = 0; iteration < params.nEstimators; iteration++) {
    const derivatives = scores.map((score, row) => loss(score, y[row]).map((value) => value * weights[row]));
    const sums = (rows: readonly number[]) =>
      [0, 1].map((which) => rows.reduce((total, row) => total + derivatives[row][which], 0));
    const softened = (g: number) => Math.sign(g) * Math.max(0, Math.abs(g) - params.lambdaL1);
    const worth = (rows: readonly number[]) => {
      const [g, h] = sums(rows);
      return h + params.lambdaL2 > 0 ? (softened(g) * softened(g)) / (h + params.lambdaL2) : 0;
    };
    const allowed = (rows: readonly number[], parent: readonly number[]) => {
      const hessian = sums(rows)[1];
      const rowsByHessian = Math.round((hessian / sums(parent)[1]) * parent.length);
      return Math.min(rows.length, rowsByHessian) >= params.minChildSamples && hessian >= params.minChildWeight;
    };
    const leafOf = (rows: readonly number[], depth: number): PlainLeaf => {
      let best: PlainLeaf['best'];
      const deep = params.maxDepth > 0 && depth >= params.maxDepth;
      for (const column of deep ? [] : columns) {
        for (const goesLeft of rules(column, rows)) {
          const left = rows.filter(goesLeft);
          const right = rows.filter((row) => !goesLeft(row));
          if (left.length === 0 || right.length === 0 || !allowed(left, rows) || !allowed(right, rows)) continue;
          const gain = worth(left) + worth(right) - worth(rows) - params.minSplitGain;
          if (gain > (best?.gain ?? 1e-12)) best = { gain, left, right };
        }
      }
      return { rows, depth, best };
    };
    let leaves = [leafOf([...scores.keys()], 0)];
    while (leaves.length < params.numLeaves) {
      const top = leaves.reduce((a, b) => ((b.best?.gain ?? 0) > (a.best?.gain ?? 0) ? b : a));
      if (!top.best) break;
      const children = [leafOf(top.best.left, top.depth + 1), leafOf(top.best.right, top.depth + 1)];
      leaves = [...leaves.filter((leaf) => leaf !== top), ...children];
    }
    if (leaves.length === 1) break;
    for (const { rows } of leaves) {
      const [g, h] = sums(rows);
      const step = h + params.lambdaL2 > 0 ? (-softened(g) / (h + params.lambdaL2)) * params.learningRate : 0;
      for (const row of rows) scores[row] += step;
    }
  }
  return scores;
}

/** All ways to part the rows of a leaf by a column: thresholds with either side for missing values, or all sets. */
function rules({ values, isCategory }: PlainColumn, rows: readonly number[]): ((row: number) => boolean)[] {
  const distinct = [...new Set(rows.map((row) => values[row]))];
  if (isCategory) {
    const names = distinct.map(String);
    return Array.from({ length: 1 << names.length }, (_, set) => (row: number) => {
      return ((set >> names.indexOf(String(values[row]))) & 1) === 1;
    });
  }
  return distinct
    .filter((value) => !Number.isNaN(value))
    .flatMap((limit) => [
      (row: number) => values[row] <= limit,
      (row: number) => values[row] <= limit || Number.isNaN(values[row]),
    ]);
}
