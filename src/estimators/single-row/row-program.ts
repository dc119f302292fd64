/** Fitted predictors over single rows: columns are found by name once, and then a row runs through places without tables between the steps. */
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { classPredictions } from '../class-predictions.ts';
import type { FittedEstimator } from '../estimator.ts';
import {
  isText,
  type RowCells,
  type RowColumn,
  type RowModel,
  type RowStep,
  readCells,
  roomFor,
  roomToSay,
  rowColumns,
} from './row-cells.ts';
import { RowPlan } from './row-plan.ts';

/** A predictor made ready for rows of one shape: the names and kinds of a table's columns. */
interface RowProgram {
  readonly steps: readonly RowStep[];
  readonly cells: RowCells;
  readonly model: RowModel;
  readonly said: Float64Array;
}

interface Known {
  readonly shape: readonly RowColumn[];
  /** Absent: one row of this shape was seen. Null: some step cannot do without a table. */
  program?: RowProgram | null;
}

const programs = new WeakMap<FittedEstimator, Known>();

/**
 * What a fitted predictor says about a table of one row, to the bit as step by step over tables.
 *
 * Undefined where the way over tables has to be taken: a step that knows only tables, a column that is absent, a value that the
 * predictor refuses (which has errors in words there), and the first row of a shape, so that rows of ever other shapes cost nothing more.
 */
export function predictSingleRow(fitted: FittedEstimator, X: Table): Predictions | undefined {
  const known = programs.get(fitted);
  if (!known || !hasShape(X, known.shape)) {
    programs.set(fitted, { shape: rowColumns(X) });
    return undefined;
  }
  if (known.program === undefined) known.program = compile(fitted, known.shape) ?? null;
  return known.program ? run(known.program, X) : undefined;
}

function hasShape({ columns }: Table, shape: readonly RowColumn[]): boolean {
  if (columns.length !== shape.length) return false;
  for (let i = 0; i < shape.length; i++) {
    const [column, { name, kind, text = false }] = [columns[i], shape[i]];
    if (column.name !== name || column.kind !== kind || isText(column) !== text) return false;
  }
  return true;
}

function compile(fitted: FittedEstimator, shape: readonly RowColumn[]): RowProgram | undefined {
  const plan = new RowPlan(shape.length);
  const model = plan.at(shape).model(fitted);
  return model && { steps: plan.steps, cells: roomFor(plan.nPlaces), model, said: roomToSay(model) };
}

function run({ steps, cells, model, said }: RowProgram, X: Table): Predictions | undefined {
  readCells(X, cells);
  for (const step of steps) step.write(cells);
  if (!model.say(cells, said)) return undefined;
  if (model.nClasses === 0) return { values: said.slice() };
  const probabilities: Float64Array[] = [];
  for (let code = 0; code < said.length; code++) {
    const ofClass = new Float64Array(1);
    ofClass[0] = said[code];
    probabilities.push(ofClass);
  }
  return classPredictions(probabilities);
}
