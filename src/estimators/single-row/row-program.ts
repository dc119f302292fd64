/** Pipelines over single rows: columns are found by name once, and then a row runs through places without tables between the steps. */
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import type { FittedEstimator } from '../estimator.ts';
import { findEstimator } from '../registry.ts';
import {
  isText,
  placesByName,
  type RowCells,
  type RowColumn,
  type RowPredictor,
  type RowStep,
  readCells,
  roomFor,
  rowColumns,
} from './row-cells.ts';

/** A pipeline made ready for rows of one shape: the names and kinds of a table's columns. */
interface RowProgram {
  readonly steps: readonly RowStep[];
  readonly cells: RowCells;
  readonly predictor: RowPredictor;
  /** Places of the predictor's features, and room for their numbers. */
  readonly places: Int32Array;
  readonly row: Float64Array;
  readonly allowsMissing: boolean;
}

interface Known {
  readonly shape: readonly RowColumn[];
  /** Absent: one row of this shape was seen. Null: some step cannot do without a table. */
  program?: RowProgram | null;
}

type Steps = readonly FittedEstimator[];

const programs = new WeakMap<Steps, Known>();

/**
 * What fitted transformers and the predictor behind them say about a table of one row, to the bit as step by step over tables.
 *
 * Undefined where the way over tables has to be taken: a step that knows only tables, a column that is absent, a value that the
 * predictor refuses (which has errors in words there), and the first row of a shape, so that rows of ever other shapes cost nothing more.
 */
export function predictSingleRow(steps: Steps, X: Table): Predictions | undefined {
  const known = programs.get(steps);
  if (!known || !hasShape(X, known.shape)) {
    programs.set(steps, { shape: rowColumns(X) });
    return undefined;
  }
  if (known.program === undefined) known.program = compile(steps, known.shape) ?? null;
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

function compile(fitted: Steps, shape: readonly RowColumn[]): RowProgram | undefined {
  let nPlaces = shape.length;
  const steps: RowStep[] = [];
  let columns = shape;
  for (const { name, state } of fitted.slice(0, -1)) {
    const definition = findEstimator(name);
    const step = definition.kind === 'transformer' ? definition.rowStep?.(state, columns, () => nPlaces++) : undefined;
    if (!step) return undefined;
    steps.push(step);
    columns = step.columns;
  }
  const last = fitted[fitted.length - 1];
  const definition = findEstimator(last.name);
  const predictor = definition.kind === 'predictor' ? definition.rowPredictor?.(last.state) : undefined;
  const places = predictor && placesByName(columns, 'number', predictor.features);
  if (!predictor || !places) return undefined;
  const allowsMissing = definition.tags.allowsMissing === true;
  return { steps, cells: roomFor(nPlaces), predictor, places, row: new Float64Array(places.length), allowsMissing };
}

function run({ steps, cells, predictor, places, row, allowsMissing }: RowProgram, X: Table): Predictions | undefined {
  readCells(X, cells);
  for (const step of steps) step.write(cells);
  const { numbers } = cells;
  for (let j = 0; j < places.length; j++) row[j] = numbers[places[j]];
  if (!allowsMissing && !row.every(Number.isFinite)) return undefined;
  return predictor.predict(row);
}
