/** The confusion matrix, and metrics that are a function of it. */
import type { Confusion } from './confusion-matrix.ts';
import type { Metric, Outcomes, Proportion } from './metric.ts';

export type { Confusion } from './confusion-matrix.ts';

/** The matrix of some outcomes; undefined when a predicted value is no class code. */
export function confusionOf({ yTrue, predictions, nClasses, sampleWeight }: Outcomes): Confusion | undefined {
  const at = cellOfRows(yTrue, predictions.values, nClasses);
  return at && tally(at, nClasses, sampleWeight);
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
      return (sampleWeight) => (at ? score(tally(at, nClasses, sampleWeight)) : Number.NaN);
    },
    influence({ yTrue, predictions, nClasses }) {
      const at = cellOfRows(yTrue, predictions.values, nClasses);
      const slopes = at && cellSlopes(tally(at, nClasses, undefined), score);
      return slopes && Float64Array.from(at, (cell) => slopes[cell] * at.length);
    },
  };
}

/** Weight of each actual class. */
export function actualTotals({ nClasses, cells }: Confusion): Float64Array {
  const totals = new Float64Array(nClasses);
  for (let i = 0; i < cells.length; i++) totals[Math.floor(i / nClasses)] += cells[i];
  return totals;
}

/** Weight of each predicted class. */
export function predictedTotals({ nClasses, cells }: Confusion): Float64Array {
  const totals = new Float64Array(nClasses);
  for (let i = 0; i < cells.length; i++) totals[i % nClasses] += cells[i];
  return totals;
}

/** Weight of the rows of each class that were predicted right. */
export function hits({ nClasses, cells }: Confusion): Float64Array {
  return Float64Array.from({ length: nClasses }, (_, k) => cells[k * nClasses + k]);
}

/** Weight of all rows. */
export function total({ cells }: Confusion): number {
  let all = 0;
  for (const cell of cells) all += cell;
  return all;
}

/** Cells to read for all slopes together; matrices of very many classes would take too long. */
const mostReads = 50_000_000;

/** Derivative of a score by the weight of each cell that has some, by central differences. */
function cellSlopes({ nClasses, cells }: Confusion, score: (confusion: Confusion) => number): Float64Array | undefined {
  const used = cells.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0);
  if (2 * used * cells.length > mostReads) return undefined;
  const slopes = new Float64Array(cells.length);
  const moved = cells.slice();
  for (let cell = 0; cell < cells.length; cell++) {
    if (cells[cell] === 0) continue;
    const step = 1e-4 * cells[cell];
    moved[cell] = cells[cell] + step;
    const above = score({ nClasses, cells: moved });
    moved[cell] = cells[cell] - step;
    slopes[cell] = (above - score({ nClasses, cells: moved })) / (2 * step);
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

function tally(at: Int32Array, nClasses: number, weights: Float64Array | undefined): Confusion {
  const cells = new Float64Array(nClasses * nClasses);
  if (!weights) {
    for (let i = 0; i < at.length; i++) cells[at[i]]++;
    return { nClasses, cells };
  }
  const lost = new Float64Array(cells.length);
  for (let i = 0; i < at.length; i++) {
    const cell = at[i];
    const before = cells[cell];
    const next = before + weights[i];
    const kept = next - before;
    lost[cell] += before - (next - kept) + (weights[i] - kept);
    cells[cell] = next;
  }
  for (let i = 0; i < cells.length; i++) cells[i] += lost[i];
  return { nClasses, cells };
}
