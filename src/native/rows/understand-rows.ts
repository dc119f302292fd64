/** What rows of columns mean to a graph: asked with rows that nobody sent, and with the answers that it must repeat. */
import { ModelwrightError } from '../../core/errors.ts';
import { joinPredictions } from '../../table/join-predictions.ts';
import { takeRows } from '../../table/table.ts';
import type { InputColumn, Predictions, Signature } from '../../table/task.ts';
import { refusedModel } from '../gate/refused-model.ts';
import { checkPredictions, finiteRows } from '../golden.ts';
import type { GraphFacts } from '../graph-facts.ts';
import type { RowSide } from '../native-artifact.ts';
import type { NativeTensor, TensorSpec } from '../native-tensor.ts';
import { probeRows } from '../probe.ts';
import type { RunGraph } from '../runtime/pool-model.ts';
import { type AnswerPlan, planAnswers } from './answer-plan.ts';
import { feedsOf } from './feeds.ts';
import { predictionsOf } from './predictions.ts';
import { columnsOf, planInputs } from './row-plan.ts';

export interface RowRequest {
  /** Name of the target, for evaluations. */
  readonly target: string;
  /** Texts of the classes by code; empty: those that the graph tells. */
  readonly classes: readonly string[];
  /** Names of the columns in the order of the inputs; empty: those of the graph. */
  readonly columns: readonly string[];
}

const nGoldenRows = 32;

/** @throws PARAM_INVALID for classes or columns that do not fit, MODEL_FILE_REFUSED when no answer is finite or none is repeated */
export async function understandRows(
  inputs: readonly TensorSpec[],
  run: RunGraph,
  { labels, texts }: Pick<GraphFacts, 'labels' | 'texts'>,
  { target, classes, columns }: RowRequest,
): Promise<{ readonly rows: RowSide } | { readonly reason: string }> {
  const planned = planInputs(inputs, columns);
  if ('reason' in planned) return planned;
  const { plan } = planned;
  const named = columnsOf(plan);
  checkColumns(named, columns, target);
  const table = probeRows(plan, nGoldenRows, texts);
  const size = plan.isSingle ? 1 : table.nRows;
  const ask = async (): Promise<(readonly NativeTensor[])[]> => {
    const answers: (readonly NativeTensor[])[] = [];
    for (let row = 0; row < table.nRows; row += size) {
      const part = takeRows(
        table,
        Int32Array.from({ length: size }, (_, i) => row + i),
      );
      answers.push(await run(feedsOf(plan, part)));
    }
    return answers;
  };
  const answered = await ask();
  const found = planAnswers({ outputs: answered[0], rows: size, labels, classes });
  if ('reason' in found) return found;
  const { plan: answer } = found;
  if (answer.labels.length === 1) return { reason: 'it knows one class only' };
  const said = predictionsOfAll(answer, answered, size);
  const finite = finiteRows(said);
  if (finite.length === 0) throw refusedModel('the first questions', 'a finite answer to one of them', 'none');
  const predictions = rowsOf(said, finite);
  checkPredictions(predictions, rowsOf(predictionsOfAll(answer, await ask(), size), finite), 'of the file');
  const signature: Signature = { inputs: named, target: { name: target, ...targetOf(answer, classes) } };
  return { rows: { signature, plan, answer, golden: { rows: takeRows(table, finite), predictions } } };
}

function predictionsOfAll(
  answer: AnswerPlan,
  answered: readonly (readonly NativeTensor[])[],
  size: number,
): Predictions {
  const parts = answered.map((outputs) => predictionsOf(answer, outputs, size, 'of the file'));
  return joinPredictions(parts, parts[0]);
}

function rowsOf({ values, probabilities }: Predictions, rows: Int32Array): Predictions {
  const take = (all: Float64Array) => Float64Array.from(rows, (row) => all[row]);
  return { values: take(values), ...(probabilities && { probabilities: probabilities.map(take) }) };
}

function targetOf({ labels }: AnswerPlan, classes: readonly string[]): Omit<Signature['target'], 'name'> {
  if (labels.length === 0) return { task: 'regression', classes: [] };
  return { task: labels.length === 2 ? 'binary' : 'multiclass', classes: classes.length > 0 ? classes : labels };
}

function checkColumns(named: readonly InputColumn[], columns: readonly string[], target: string): void {
  const refuse = (name: string, law: string, value: string | number) => {
    throw new ModelwrightError('PARAM_INVALID', { name, law, value });
  };
  const names = new Set(named.map(({ name }) => name));
  if (columns.length > 0 && columns.length !== named.length) {
    refuse('columns', `${named.length} names, one for each column`, columns.length);
  }
  if (names.size !== named.length || names.has('')) refuse('columns', 'different names', 'the same name twice');
  if (names.has(target)) refuse('target', 'no input of the model', target);
}
