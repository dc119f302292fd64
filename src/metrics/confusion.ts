/** The confusion matrix, and metrics that are a function of it. */
import type { Confusion } from './confusion-matrix.ts';
import type { Metric, Outcomes, Proportion } from './metric.ts';

export type { Confusion } from './confusion-matrix.ts';

/** The matrix of some outcomes; undefined when a predicted value is no class code. */
export function confusionOf({ yTrue, predictions, nClasses, sampleWeight }: Outcomes): Confusion | undefined {
  const at = cellOfRows(yTrue, predictions.values, nClasses);
  if (!at) return undefined;
  const { cells, used } = tallyInto(emptySparse(at, nClasses, sampleWeight !== undefined), at, sampleWeight);
  return { nClasses, cells, used };
}

/** Defines a metric by its value for a matrix. `ofConfusion` sees only matrices with some weight. */
export function defineConfusionMetric(
  definition: Omit<Metric, 'compute' | 'reweighting' | 'influence' | 'needs' | 'proportion' | 'ofConfusion'> & {
    ofConfusion(confusion: Confusion): number;
    proportionOf?(confusion: Confusion): Proportion;
  },
): Metric & { ofConfusion(confusion: Confusion): number } {
  const { ofConfusion, proportionOf, ...rest } = definition;
  const score = (confusion: Confusion | undefined) =>
    confusion && total(confusion) > 0 ? ofConfusion(confusion) : Number.NaN;
  return {
    ...rest,
    needs: 'values',
    ofConfusion: score,
    compute: (outcomes) => score(confusionOf(outcomes)),
    ...(proportionOf && {
      proportion(outcomes: Outcomes) {
        const confusion = confusionOf({ ...outcomes, sampleWeight: undefined });
        return confusion ? proportionOf(confusion) : { successes: 0, rows: 0 };
      },
    }),
    reweighting({ yTrue, predictions, nClasses }) {
      const at = cellOfRows(yTrue, predictions.values, nClasses);
      if (!at) return () => Number.NaN;
      const sparse = emptySparse(at, nClasses, true);
      return (sampleWeight) => score(tallyInto(sparse, at, sampleWeight));
    },
    influence({ yTrue, predictions, nClasses }) {
      const at = cellOfRows(yTrue, predictions.values, nClasses);
      const slopes = at && cellSlopes(tallyInto(emptySparse(at, nClasses, false), at), score);
      return slopes && Float64Array.from(at, (cell) => slopes[cell] * at.length);
    },
  };
}

/** Weight of each actual class. */
export function actualTotals({ nClasses, cells, used }: Confusion): Float64Array {
  const totals = new Float64Array(nClasses);
  if (used) for (const cell of used) totals[Math.floor(cell / nClasses)] += cells[cell];
  else for (let i = 0; i < cells.length; i++) totals[Math.floor(i / nClasses)] += cells[i];
  return totals;
}

/** Weight of each predicted class. */
export function predictedTotals({ nClasses, cells, used }: Confusion): Float64Array {
  const totals = new Float64Array(nClasses);
  if (used) for (const cell of used) totals[cell % nClasses] += cells[cell];
  else for (let i = 0; i < cells.length; i++) totals[i % nClasses] += cells[i];
  return totals;
}

/** Weight of the rows of each class that were predicted right. */
export function hits({ nClasses, cells }: Confusion): Float64Array {
  const diagonal = new Float64Array(nClasses);
  for (let k = 0; k < nClasses; k++) diagonal[k] = cells[k * nClasses + k];
  return diagonal;
}

/** Weight of all rows. */
export function total({ cells, used }: Confusion): number {
  let all = 0;
  if (used) for (const cell of used) all += cells[cell];
  else for (const weight of cells) all += weight;
  return all;
}

/** Cells to read for all slopes together; matrices of very many classes would take too long. */
const mostReads = 50_000_000;

/** Derivative of a score by the weight of each cell that has some, by central differences. */
function cellSlopes(
  { nClasses, cells, used }: Confusion & Required<Pick<Confusion, 'used'>>,
  score: (confusion: Confusion) => number,
): Float64Array | undefined {
  if (2 * used.length * (used.length + nClasses) > mostReads) return undefined;
  const slopes = new Float64Array(cells.length);
  const moved = cells.slice();
  for (const cell of used) {
    const step = 1e-4 * cells[cell];
    moved[cell] = cells[cell] + step;
    const above = score({ nClasses, cells: moved, used });
    moved[cell] = cells[cell] - step;
    slopes[cell] = (above - score({ nClasses, cells: moved, used })) / (2 * step);
    moved[cell] = cells[cell];
  }
  return slopes;
}

function cellOfRows(yTrue: Float64Array, predicted: Float64Array, nClasses: number): Int32Array | undefined {
  const at = new Int32Array(yTrue.length);
  for (let i = 0; i < at.length; i++) {
    const code = predicted[i];
    if (!(code >= 0 && code < nClasses && Number.isInteger(code))) return undefined;
    at[i] = yTrue[i] * nClasses + code;
  }
  return at;
}

/** A matrix to tally into: a resample of many classes must not pass over all pairs of them. */
interface Sparse extends Confusion {
  readonly used: Int32Array;
  /** What rounding lost, by cell; absent where rows are only counted. */
  readonly lost?: Float64Array;
}

function emptySparse(at: Int32Array, nClasses: number, weighted: boolean): Sparse {
  const cells = new Float64Array(nClasses * nClasses);
  const used = new Int32Array(Math.min(at.length, cells.length));
  let found = 0;
  for (const cell of at) {
    if (cells[cell] > 0) continue;
    cells[cell] = 1;
    used[found++] = cell;
  }
  const ascending = used.subarray(0, found).sort((a, b) => a - b);
  return { nClasses, cells, used: ascending, ...(weighted && { lost: new Float64Array(cells.length) }) };
}

/** The weights of rows by cell; what was tallied into the matrix before is gone. */
function tallyInto(sparse: Sparse, at: Int32Array, weights?: Float64Array): Sparse {
  const { cells, lost, used } = sparse;
  for (const cell of used) cells[cell] = 0;
  if (!weights || !lost) {
    for (let i = 0; i < at.length; i++) cells[at[i]]++;
    return sparse;
  }
  for (const cell of used) lost[cell] = 0;
  for (let i = 0; i < at.length; i++) {
    const cell = at[i];
    const before = cells[cell];
    const next = before + weights[i];
    const kept = next - before;
    lost[cell] += before - (next - kept) + (weights[i] - kept);
    cells[cell] = next;
  }
  for (const cell of used) cells[cell] += lost[cell];
  return sparse;
}
