/** What a graph said about rows, as predictions. */
import { ModelwrightError } from '../../core/errors.ts';
import { exp } from '../../math/exp.ts';
import { sigmoid } from '../../math/sigmoid.ts';
import type { Predictions } from '../../table/task.ts';
import { type ElementArray, type NativeTensor, numbersOf } from '../native-tensor.ts';
import type { AnswerPlan, ScoreKind } from './answer-plan.ts';

/**
 * Predictions of some rows.
 *
 * @throws MODEL_CALL_FAILED when an output is absent, has another number of rows, or names a class that the model does not have
 */
export function predictionsOf(
  plan: AnswerPlan,
  outputs: readonly NativeTensor[],
  rows: number,
  model: string,
): Predictions {
  const failed = (problem: string) => new ModelwrightError('MODEL_CALL_FAILED', { model, problem });
  const output = (name: string, width: number): NativeTensor => {
    const tensor = outputs.find((one) => one.name === name);
    if (tensor?.data.length === rows * width) return tensor;
    throw failed(`expected ${rows * width} elements of "${name}", got ${tensor?.data.length ?? 'none'}`);
  };
  const { value, label, scores, labels } = plan;
  if (value !== undefined) return { values: numbersOf(output(value, 1).data as ElementArray) };
  const probabilities = scores && sharesOf(scores.kind, scoresOf(scores.output), labels.length, rows);
  if (label === undefined) return { values: likeliest(probabilities!, rows), probabilities };
  const codes = new Map(labels.map((text, code) => [text, code]));
  const said = output(label, 1).data;
  const values = Float64Array.from({ length: rows }, (_, row) => {
    if (probabilities?.some((ofClass) => Number.isNaN(ofClass[row]))) return Number.NaN;
    const code = codes.get(String(said[row]));
    if (code === undefined) throw failed(`"${label}" of row ${row} is none of its ${labels.length} classes`);
    return code;
  });
  return { values, ...(probabilities && { probabilities }) };

  /** A number per class and row, or one per row for two classes. */
  function scoresOf(name: string): Float64Array {
    const found = outputs.find((one) => one.name === name);
    const width = found?.data.length === rows && labels.length === 2 ? 1 : labels.length;
    return numbersOf(output(name, width).data as ElementArray);
  }
}

function sharesOf(kind: ScoreKind, scores: Float64Array, nClasses: number, rows: number): Float64Array[] {
  if (scores.length === rows && nClasses === 2) {
    const second = kind === 'logits' ? scores.map((score) => sigmoid(score)) : scores;
    return [second.map((share) => 1 - share), second];
  }
  const shares = Array.from({ length: nClasses }, () => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    const ofRow = scores.subarray(row * nClasses, (row + 1) * nClasses);
    const parts = kind === 'logits' ? softmax(ofRow) : ofRow;
    for (let code = 0; code < nClasses; code++) shares[code][row] = parts[code];
  }
  return shares;
}

function softmax(scores: Float64Array): Float64Array {
  const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const parts = scores.map((score) => exp(score - largest));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

/** The first of the likeliest classes; NaN where a probability is none. */
function likeliest(probabilities: readonly Float64Array[], rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let code = 0; code < probabilities.length; code++) {
      const share = probabilities[code][row];
      if (Number.isNaN(share)) return Number.NaN;
      if (share > probabilities[best][row]) best = code;
    }
    return best;
  });
}
