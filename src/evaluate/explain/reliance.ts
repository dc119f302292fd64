/** What explanations of many rows show together: the pictures' data, bounded whatever the table. */
import { stopwatch } from '../../core/clock.ts';
import type { LoadedModel } from '../../estimators/artifact.ts';
import { createRng } from '../../math/philox.ts';
import { quantileSorted, sortedCopy } from '../../math/quantile.ts';
import { type Column, cell, columnLength } from '../../table/column.ts';
import { columnOf, select, type Table, takeRows } from '../../table/table.ts';
import type { ReportDependence, ReportReliance } from '../report-data.ts';
import { isOrdered, typicalRows } from './cell-values.ts';
import { explainWith, frugalRequest } from './explain-with.ts';
import type { Explanation } from './explanation.ts';
import { globalImportance } from './global-importance.ts';

const mostColumns = 40;
const mostSwarms = 8;
const mostPictures = 4;
const mostNames = 8;
/** Of models that have to be asked: most random orders of a row, and fewest rows. */
const mostOrders = 16;
const fewestRows = 10;
/** Each question copies a row of all columns, and each column takes questions. */
const mostColumnsToAsk = 3000;
/** Of ensembles, all of whose members have to be read. */
const ensembleRows = 60;

export interface RelianceSize {
  /** Most rows to explain. */
  readonly rows: number;
  /** Of models that have to be asked: about how many predictions all rows together may take. */
  readonly questions: number;
  /** About how long it may take: fewer rows, and fewer to compare them with, where more would take longer. Absent: counts alone decide. */
  readonly withinMs?: number;
}

/**
 * Explains a seeded sample of rows by the model and gathers what the section "What the model relies on" shows. The work is bounded
 * by counts, so the same model and rows give the same data, unless a time is given as well. Undefined where there is nothing to
 * explain, or where even one row would take more predictions than may be made, as with thousands of columns, or more than the time.
 *
 * @param X rows with the columns of the signature.
 */
export function relianceOf(
  model: LoadedModel,
  X: Table,
  seed: number,
  { rows: mostRows, questions, withinMs }: RelianceSize,
): ReportReliance | undefined {
  const names = model.signature.inputs.map(({ name }) => name);
  const rows = createRng(seed).split('reliance').permutation(X.nRows);
  if (X.nRows === 0 || names.length === 0 || model.golden.rows.nRows === 0) return undefined;
  const sample = (most: number) => takeRows(select(X, names), rows.subarray(0, most));
  const asked = frugalRequest(model, 1);
  const timeOf = (explained: Table): { method: Explanation['method']; ms: number } => {
    const elapsed = stopwatch();
    return { method: explainWith(model, explained, asked).method, ms: elapsed() };
  };
  const first = timeOf(sample(1));
  const perRow = Math.max(2, 2 * names.length - 2) * (asked.background?.nRows ?? 1);
  const affordable = Math.floor(questions / perRow);
  if (first.method === 'permutation') {
    if (affordable < 1 || names.length > mostColumnsToAsk) return undefined;
    const explained = sample(Math.min(mostRows, Math.max(fewestRows, affordable)));
    const orders = Math.min(mostOrders, Math.max(1, Math.floor(affordable / explained.nRows)));
    return relianceData(explainWith(model, explained, frugalRequest(model, orders)), explained, model);
  }
  // Then nothing that says much could be done in time.
  if (withinMs !== undefined && first.ms > withinMs) return undefined;
  const isCheap = first.method === 'tree' || first.method === 'linear';
  const most = Math.min(mostRows, isCheap ? mostRows : ensembleRows);
  const isQuick = withinMs === undefined || first.ms * most <= withinMs;
  const explained = sample(
    isQuick ? most : rowsWithin(withinMs, { most, oneMs: first.ms, timedMs: timeOf(sample(timedRows)).ms }),
  );
  const orders = Math.min(mostOrders, Math.max(1, Math.floor(affordable / explained.nRows)));
  return relianceData(explainWith(model, explained, frugalRequest(model, orders)), explained, model);
}

/** Rows whose explanation, with that of one, shows what a further row takes. */
const timedRows = 4;

/**
 * Rows that can be explained in a time, where each explanation of some takes as long before its first row.
 *
 * @param of.oneMs What one row took.
 * @param of.timedMs What four rows took.
 */
export function rowsWithin(
  withinMs: number,
  of: { readonly most: number; readonly oneMs: number; readonly timedMs: number },
): number {
  const rowMs = Math.max(1e-3, (of.timedMs - of.oneMs) / (timedRows - 1));
  const beforeMs = Math.max(0, of.oneMs - rowMs);
  const leftMs = withinMs - of.oneMs - of.timedMs - beforeMs;
  return Math.min(of.most, Math.max(fewestRows, Math.floor(leftMs / rowMs)));
}

/** For several classes the score of the one that is predicted most often. */
function relianceData(found: Explanation, X: Table, model: LoadedModel): ReportReliance {
  const { classes } = model.signature.target;
  const output = found.nOutputs > 1 ? mostFrequent(model.predict(X).values, classes.length) : 0;
  const ofColumn = (name: string) => {
    const j = found.inputs.names.indexOf(name);
    const from = (output * found.inputs.names.length + j) * found.nRows;
    return found.inputs.values.subarray(from, from + found.nRows);
  };
  const importance = globalImportance(found);
  const used = importance.filter(({ value }) => value > 0);
  const { method, scale, permutations, backgroundRows, nRows } = found;
  return {
    method,
    scale,
    rows: nRows,
    ...(classes.length > 0 && { of: classes[found.nOutputs > 1 ? output : classes.length - 1] }),
    ...(permutations !== undefined && { permutations }),
    ...(backgroundRows !== undefined && { backgroundRows }),
    importance: importance.slice(0, mostColumns),
    swarms: used.slice(0, mostSwarms).map(({ column }) => {
      const levels = levelsOf(columnOf(X, column));
      return { column, points: Array.from(ofColumn(column), (value, row) => ({ value, level: levels[row] })) };
    }),
    dependence: used
      .flatMap(({ column }) => dependence(columnOf(X, column), ofColumn(column)) ?? [])
      .slice(0, mostPictures),
  };
}

function mostFrequent(codes: Float64Array, nClasses: number): number {
  const counts = new Int32Array(nClasses);
  for (const code of codes) counts[code]++;
  return counts.indexOf(Math.max(...counts));
}

/** Share of the rows with a smaller value, 0 to 1; null for texts and missing values. */
function levelsOf(column: Column): (number | null)[] {
  if (column.kind === 'boolean') return Array.from(column.values, (value) => (value < 0 ? null : value));
  if (!isOrdered(column)) return Array.from({ length: columnLength(column) }, () => null);
  const sorted = sortedCopy(column.values);
  const place = new Map<number, number>();
  for (const [i, value] of sorted.entries()) if (!place.has(value)) place.set(value, i);
  const widest = Math.max(1, sorted.length - 1);
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : place.get(value)! / widest));
}

/** Of names only those that several rows share, so that nobody's own words are shown; none for a column of such. */
function dependence(column: Column, values: Float64Array): ReportDependence | undefined {
  if (isOrdered(column)) {
    const points = Array.from(column.values, (x, row) => ({ x, y: values[row] })).filter(({ x }) => Number.isFinite(x));
    return { column: column.name, kind: column.kind === 'datetime' ? 'datetime' : 'number', points };
  }
  const groups = Array.from(typicalRows(column, mostNames), (first) => {
    const name = cell(column, first);
    const own = sortedCopy(values.filter((_, row) => cell(column, row) === name));
    const at = (share: number) => quantileSorted(own, share);
    return { name: String(name), rows: own.length, median: at(0.5), low: at(0.1), high: at(0.9) };
  }).filter(({ rows }) => rows > 1);
  return groups.length > 0 ? { column: column.name, kind: 'named', groups } : undefined;
}
