/** Fixtures of models of other libraries, as tests read and compare them. */
import { readFileSync } from 'node:fs';
import { predictWith } from '../../../src/estimators/fit.ts';
import { importedTable } from '../../../src/estimators/tree/imported-columns.ts';
import type { ImportedForestState } from '../../../src/estimators/tree/imported-forest.ts';
import { importedScores } from '../../../src/estimators/tree/imported-scores.ts';
import type { ImportedModel } from '../../../src/exchange/imported-model.ts';
import { booleanColumn, numberColumn, stringColumn } from '../../../src/table/build.ts';
import { type Table, tableOf } from '../../../src/table/table.ts';

/** A number, or its name where JSON has none; null is a missing value. */
type Cell = number | string | boolean | null;

export interface ModelCase {
  readonly name: string;
  readonly model: string;
  /** The same model in UBJSON, base64. */
  readonly ubj?: string;
  readonly rows: readonly (readonly Cell[])[];
  /** nRows x nOutputs. */
  readonly raw: readonly (readonly Cell[])[];
  /** nRows x nOutputs. */
  readonly predicted: readonly (readonly Cell[])[];
}

export interface ModelCases {
  readonly cases: readonly ModelCase[];
  readonly refused: readonly { readonly name: string; readonly model: string }[];
}

export function modelCases(file: string): ModelCases {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as ModelCases;
}

const names = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

function numberOf(cell: Cell): number {
  return typeof cell === 'string' ? names.get(cell)! : cell === null ? Number.NaN : Number(cell);
}

/** The rows of a case with the columns of a model. */
export function rowsFor({ inputs }: ImportedModel, { rows }: ModelCase): Table {
  return tableOf(
    inputs.map(({ name, type }, j) => {
      const cells = rows.map((row) => row[j]);
      if (type === 'string') return stringColumn(name, cells as (string | null)[]);
      if (type === 'boolean') return booleanColumn(name, cells as (boolean | null)[]);
      return numberColumn(name, cells.map(numberOf));
    }),
    rows.length,
  );
}

/** nRows x nOutputs numbers, row by row. */
export function expectedNumbers(rows: ModelCase['raw']): number[] {
  return rows.flatMap((row) => row.map(numberOf));
}

/** What the model's trees say: nRows x nOutputs, row by row. */
export function rawScores({ fitted }: ImportedModel, X: Table): number[] {
  const state = fitted.state as unknown as ImportedForestState;
  return byRow(importedScores(state, importedTable(state.columns, state.labels, X)), X.nRows);
}

/** What the other library calls a prediction: the number, the probability of the second class, or those of all classes. */
export function predictedNumbers({ fitted, task }: ImportedModel, X: Table): number[] {
  const { values, probabilities } = predictWith(fitted, X);
  if (task === 'regression') return Array.from(values);
  if (task === 'binary') return Array.from(probabilities![1]);
  return byRow(Float64Array.from(probabilities!.flatMap((ofClass) => Array.from(ofClass))), X.nRows);
}

function byRow(classMajor: Float64Array, nRows: number): number[] {
  const nOutputs = classMajor.length / nRows;
  return Array.from(
    { length: nRows * nOutputs },
    (_, i) => classMajor[(i % nOutputs) * nRows + Math.floor(i / nOutputs)],
  );
}
