/** Explanations of a request's rows in the caller's terms, a few rows at a time so that other requests get their turn. */

import { nextTurn } from '../core/loop-turns.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import { explainWith, frugalRequest } from '../evaluate/explain/explain-with.ts';
import type { Explanation, ExplanationMethod, ExplanationScale } from '../evaluate/explain/explanation.ts';
import type { Table } from '../table/table.ts';
import { tableSlices } from './table-slices.ts';

export interface RowExplanation {
  /** The class whose score is explained: the second of two, or the predicted one. Absent for regression. */
  readonly of?: string;
  /** The score of a row of which nothing is known. */
  readonly base: number;
  /** What each column adds, by name; `base` and they sum to the row's score. */
  readonly contributions: Readonly<Record<string, number>>;
}

export interface RowExplanations {
  readonly method: ExplanationMethod;
  readonly scale: ExplanationScale;
  /** Rows that unknown columns were taken from: the fewest of any row; absent where the trees' training rows stood in. */
  readonly backgroundRows?: number;
  /** Random orders behind the values: the fewest of any row; absent where nothing was drawn. */
  readonly permutations?: number;
  /** One per row. */
  readonly rows: readonly RowExplanation[];
}

/** Rows that are explained in one go where there is no budget to divide. */
const turnRows = 16;
/** Random orders of a row there. */
const frugalOrders = 2;

/**
 * Explains each row, for several classes and for clusters the score of the predicted one.
 *
 * @param predicted nRows numbers or class codes: what the model predicts for X.
 * @param budgetMs for all rows together; what is read off trees or coefficients takes what it takes. Absent: few questions per row
 *   (`frugalRequest`).
 */
export async function explainRows(
  model: LoadedModel,
  X: Table,
  predicted: Float64Array,
  budgetMs?: number,
): Promise<RowExplanations> {
  const { target } = model.signature;
  const rows: RowExplanation[] = [];
  let whole: Omit<RowExplanations, 'rows'> | undefined;
  for (const part of tableSlices(X, budgetMs === undefined ? turnRows : 1)) {
    if (rows.length > 0) await nextTurn();
    const share =
      budgetMs === undefined ? frugalRequest(model, frugalOrders) : { budgetMs: (budgetMs * part.nRows) / X.nRows };
    const found = explainWith(model, part, share);
    // Of two clusters the second is explained, but a row asks for its own.
    const mirrors = target.task === 'cluster' && target.classes.length === 2 && found.nOutputs === 1;
    for (let row = 0; row < part.nRows; row++) {
      const one = rowOf(found, row, predicted[rows.length], target.classes);
      rows.push(mirrors && predicted[rows.length] === 0 ? mirrored(one, found.scale, target.classes[0]) : one);
    }
    whole = fewest(whole, found);
  }
  return { ...(whole ?? { method: 'exact', scale: 'raw' }), rows };
}

function rowOf(found: Explanation, row: number, predicted: number, classes: readonly string[]): RowExplanation {
  const { inputs, nOutputs, nRows, expected } = found;
  const output = nOutputs > 1 ? predicted : 0;
  const contributions: Record<string, number> = Object.create(null);
  for (const [j, name] of inputs.names.entries()) {
    contributions[name] = inputs.values[(output * inputs.names.length + j) * nRows + row];
  }
  const of = classes.length > 0 ? { of: classes[nOutputs > 1 ? predicted : classes.length - 1] } : {};
  return { ...of, base: expected[output], contributions };
}

/** The explanation of the second of two clusters as that of the first. */
function mirrored({ base, contributions }: RowExplanation, scale: ExplanationScale, of: string): RowExplanation {
  const signs: Record<string, number> = Object.create(null);
  for (const [name, value] of Object.entries(contributions)) signs[name] = 0 - value;
  return { of, base: scale === 'probability' ? 1 - base : 0 - base, contributions: signs };
}

function fewest(before: Omit<RowExplanations, 'rows'> | undefined, found: Explanation): Omit<RowExplanations, 'rows'> {
  const { method, scale, backgroundRows, permutations } = found;
  const least = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
  const background = least(before?.backgroundRows, backgroundRows);
  const orders = least(before?.permutations, permutations);
  return {
    method: before?.method ?? method,
    scale: before?.scale ?? scale,
    ...(background !== undefined && { backgroundRows: background }),
    ...(orders !== undefined && { permutations: orders }),
  };
}
