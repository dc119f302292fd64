/** From the target column to a target: which task, which rows have one, which classes in which order. */
import { ModelwrightError } from '../core/errors.ts';
import type { Column } from '../table/column.ts';
import { columnLength } from '../table/column.ts';
import { columnOf, type Table } from '../table/table.ts';
import type { Target, Task } from '../table/task.ts';
import { losesDigits, numberFromText } from './number-text.ts';
import { defaultPositive, matchClass, orderClasses } from './target-classes.ts';

export interface TargetOptions {
  /** Default: inferred, see `inferTask`. */
  readonly task?: Task;
  /** The positive one of two classes, in the source's own text. */
  readonly positiveClass?: string;
}

/** More classes than this are no classification. */
const maxClasses = 1000;
/** Whole numbers with at most this many distinct values, each on five rows or more on average, are class codes. */
const maxNumericClasses = 20;
const minRowsPerNumericClass = 5;
/** From this share of numbers on, a column with many distinct values was meant to be numeric. */
const mostlyNumeric = 0.9;

/** The present targets: text of each row, with counts by text. */
interface Labels {
  readonly name: string;
  /** Rows with a target, ascending. */
  readonly rows: Int32Array;
  /** Index into `texts` by position in `rows`. */
  readonly codes: Int32Array;
  readonly texts: readonly string[];
  readonly counts: readonly number[];
  /** The number of each text; NaN when it spells none. */
  readonly numbers: readonly number[];
}

/**
 * Reads the target. Rows without one (missing, blank, an infinity) are left out of `rows`,
 * and `target.values` has one value for each of `rows`. A target of one class is no error here: it becomes a finding.
 *
 * @throws COLUMN_NOT_FOUND, ROWS_TOO_FEW when no row has a target, TASK_UNFIT, PARAM_INVALID for an unknown positive class.
 */
export function readTarget(
  table: Table,
  name: string,
  options: TargetOptions = {},
): { target: Target; rows: Int32Array } {
  const column = columnOf(table, name);
  if (column.kind === 'datetime') throw unfit(name, options.task ?? 'regression', 'it holds instants');
  const labels = labelsOf(column);
  if (labels.rows.length === 0) {
    throw new ModelwrightError('ROWS_TOO_FEW', { what: `target "${name}"`, needed: 1, rows: 0 });
  }
  const task = options.task ?? inferTask(labels);
  if (options.positiveClass !== undefined && task !== 'binary') {
    const value = `task ${task}`;
    throw new ModelwrightError('PARAM_INVALID', { name: 'positiveClass', law: 'a target of two classes', value });
  }
  return task === 'regression' ? numericTarget(labels) : classTarget(labels, task, options.positiveClass);
}

/**
 * Task of a target. Text: two classes binary, more multiclass. Numbers: two distinct values binary, a few whole numbers
 * on many rows multiclass, else regression. One value: regression for a number, binary for a text.
 */
function inferTask(labels: Labels): Task {
  const { name, texts, numbers, counts, rows } = labels;
  const distinct = texts.length;
  const numericRows = counts.reduce((total, count, i) => (Number.isNaN(numbers[i]) ? total : total + count), 0);
  if (numericRows === rows.length) {
    if (distinct === 2) return 'binary';
    const codes = numbers.every((number) => Number.isInteger(number));
    const few = distinct > 2 && distinct <= maxNumericClasses && rows.length >= distinct * minRowsPerNumericClass;
    return codes && few ? 'multiclass' : 'regression';
  }
  if (distinct > maxNumericClasses && numericRows >= mostlyNumeric * rows.length) {
    const odd = rows.length - numericRows;
    throw unfit(name, 'regression', `${odd} of ${rows.length} values are no numbers; mend them or leave them empty`);
  }
  return distinct <= 2 ? 'binary' : 'multiclass';
}

function numericTarget(labels: Labels): { target: Target; rows: Int32Array } {
  const { name, codes, texts, numbers, counts, rows } = labels;
  const odd = counts.reduce((total, count, i) => (Number.isNaN(numbers[i]) ? total + count : total), 0);
  if (odd > 0) throw unfit(name, 'regression', `${odd} of ${rows.length} values are no numbers`);
  if (texts.some(losesDigits)) {
    throw unfit(
      name,
      'regression',
      'it holds whole numbers beyond 2^53, which would be rounded; scale it with --derive',
    );
  }
  const values = Float64Array.from(codes, (code) => numbers[code]);
  return { target: { name, task: 'regression', values, classes: [] }, rows };
}

function classTarget(labels: Labels, task: Task, positiveClass?: string): { target: Target; rows: Int32Array } {
  const { name, codes, texts, rows } = labels;
  if (task === 'binary' && texts.length > 2) throw unfit(name, task, `it has ${texts.length} classes`);
  if (texts.length > maxClasses)
    throw unfit(name, task, `it has ${texts.length} classes, at most ${maxClasses} can be told apart`);
  const ordered = orderClasses(texts);
  const classes = task === 'binary' && ordered.length === 2 ? positiveLast(ordered, labels, positiveClass) : ordered;
  const place = new Map(classes.map((text, code) => [text, code]));
  const codeOf = texts.map((text) => place.get(text)!);
  return { target: { name, task, values: Float64Array.from(codes, (code) => codeOf[code]), classes }, rows };
}

function positiveLast(ordered: readonly string[], { texts, counts }: Labels, wanted?: string): string[] {
  const countOf = (text: string) => counts[texts.indexOf(text)];
  const positive = wanted === undefined ? defaultPositive(ordered, ordered.map(countOf)) : matchClass(ordered, wanted);
  return [ordered.find((text) => text !== positive)!, positive];
}

function labelsOf(column: Column): Labels {
  const textAt = textReader(column);
  const nRows = columnLength(column);
  const rows = new Int32Array(nRows);
  const codes = new Int32Array(nRows);
  const texts: string[] = [];
  const counts: number[] = [];
  const index = new Map<string, number>();
  let present = 0;
  for (let row = 0; row < nRows; row++) {
    const text = textAt(row);
    if (text === undefined) continue;
    let code = index.get(text);
    if (code === undefined) {
      code = texts.push(text) - 1;
      index.set(text, code);
      counts.push(0);
    }
    counts[code]++;
    rows[present] = row;
    codes[present++] = code;
  }
  const numbers = texts.map(numberFromText);
  return { name: column.name, rows: rows.slice(0, present), codes: codes.slice(0, present), texts, counts, numbers };
}

/** Text of a row; undefined when missing or blank, and among numbers also for infinities and spellings of "not a number". */
function textReader(column: Column): (row: number) => string | undefined {
  if (column.kind === 'string') {
    const { codes, dictionary } = column;
    const absent = dictionary.map((text) => text.trim() === '');
    const notFinite = dictionary.map((text) => /^[+-]?(inf|infinity|nan)$/i.test(text.trim()));
    const numeric = dictionary.every((text, i) => absent[i] || notFinite[i] || !Number.isNaN(numberFromText(text)));
    const skipped = absent.map((blank, i) => blank || (numeric && notFinite[i]));
    return (row) => (codes[row] < 0 || skipped[codes[row]] ? undefined : dictionary[codes[row]]);
  }
  const { values } = column;
  if (column.kind === 'boolean') return (row) => (values[row] < 0 ? undefined : String(values[row] === 1));
  return (row) => (Number.isFinite(values[row]) ? String(values[row]) : undefined);
}

function unfit(target: string, task: Task, problem: string): ModelwrightError {
  return new ModelwrightError('TASK_UNFIT', { task, target, problem });
}
