/** What a model answers, as tensors. */
import { type IdRange, idsOf } from '../../core/ids.ts';
import type { LoadedModel } from '../../estimators/artifact.ts';
import type { Column } from '../../table/column.ts';
import { joinPredictions } from '../../table/join-predictions.ts';
import { isUnlabelled, type Predictions, type Signature } from '../../table/task.ts';
import type { PredictedPart } from '../execute.ts';
import { predictionTable } from '../predict-table.ts';
import type { Tensor, TensorDescription } from './tensor.ts';

/** Output to which labels refer later: one id per row. */
const predictionIdName = 'prediction_id';

/** The outputs of a model: what `answerTensors` makes of as many rows as a request has. */
export function outputDescriptions({
  golden,
  signature,
}: Pick<LoadedModel, 'golden' | 'signature'>): TensorDescription[] {
  const ids = { first: '', count: golden.predictions.values.length };
  return tensorsOf(golden.predictions, signature.target, ids).map(({ name, datatype, shape }) => {
    return { name, datatype, shape: [-1, ...shape.slice(1)] };
  });
}

/**
 * `prediction` (the class's own text, or a number), `probabilities` (a column per class, in the order of the signature), for models
 * without a target what they say of each row, and `prediction_id`.
 */
export function answerTensors(
  parts: readonly PredictedPart[],
  { golden, signature }: Pick<LoadedModel, 'golden' | 'signature'>,
  ids: IdRange,
): Tensor[] {
  // A request without rows has no part to tell which outputs there are: the golden rows do, none of which is taken.
  const predictions = joinPredictions(
    parts.map((part) => part.predictions),
    golden.predictions,
  );
  return tensorsOf(predictions, signature.target, ids);
}

function tensorsOf(predictions: Predictions, target: Signature['target'], range: IdRange): Tensor[] {
  const rows = predictions.values.length;
  const ids = tensorOfTexts(predictionIdName, rows, () => idsOf(range));
  if (isUnlabelled(target.task)) return [...predictionTable(predictions, target).columns.map(tensorOfColumn), ids];
  const { values, probabilities } = predictions;
  const { classes } = target;
  if (classes.length === 0) return [{ name: 'prediction', datatype: 'FP64', shape: [rows], data: values }, ids];
  const prediction = tensorOfTexts('prediction', rows, () => Array.from(values, (code) => classes[code]));
  if (!probabilities) return [prediction, ids];
  const shape = [rows, classes.length];
  return [prediction, { name: 'probabilities', datatype: 'FP64', shape, data: interleaved(probabilities, rows) }, ids];
}

/** A tensor whose texts are made when somebody reads them: a request may want other outputs alone. */
function tensorOfTexts(name: string, rows: number, textsOf: () => readonly string[]): Tensor {
  let texts: readonly string[] | undefined;
  return {
    name,
    datatype: 'BYTES',
    shape: [rows],
    get data() {
      texts ??= textsOf();
      return texts;
    },
  };
}

function tensorOfColumn(column: Column): Tensor {
  const { name } = column;
  if (column.kind === 'string') {
    const texts = Array.from(column.codes, (code) => (code < 0 ? null : column.dictionary[code]));
    return { name, datatype: 'BYTES', shape: [texts.length], data: texts };
  }
  const data = Float64Array.from(column.values);
  const datatype = column.kind === 'boolean' ? 'BOOL' : column.kind === 'number' && column.integer ? 'INT64' : 'FP64';
  return { name, datatype, shape: [data.length], data };
}

function interleaved(columns: readonly Float64Array[], rows: number): Float64Array {
  const all = new Float64Array(rows * columns.length);
  for (const [k, column] of columns.entries()) {
    for (let row = 0; row < rows; row++) all[row * columns.length + k] = column[row];
  }
  return all;
}
