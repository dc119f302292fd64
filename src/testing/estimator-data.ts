/** Fixed data sets of the estimator suite: easy enough that anything that learns beats the baseline. */
import type { FitInput } from '../estimators/estimator.ts';
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { type Table, tableOf, takeRows } from '../table/table.ts';
import type { Task } from '../table/task.ts';

/** Number of rows of `sampleInput`. */
const nRows = 240;

/** What a data set must be like. */
export interface SampleOptions {
  readonly task: Task;
  /** Columns of all kinds instead of numbers only. */
  readonly raw: boolean;
  /** Some cells are missing. */
  readonly missing: boolean;
}

/** Training rows; three columns decide y, the others are noise. */
export function sampleInput({ task, raw, missing }: SampleOptions): FitInput {
  const rng = createRng(11).split(task);
  const first = normals(rng.split('first'));
  const second = normals(rng.split('second'));
  const group = Array.from(first, () => rng.integer(4));
  const noise = normals(rng.split('noise'));
  const signal = first.map((value, row) => 2 * value - second[row] + (group[row] - 1.5) + 0.3 * noise[row]);
  const y = targets[task](signal);
  const numbers = [
    numberColumn('first', first),
    numberColumn(
      'second',
      second.map((value) => value * 50 + 1000),
    ),
  ];
  const others = raw ? rawColumns(group, rng) : [...oneColumnPerGroup(group), numberColumn('noise', noise)];
  const X = tableOf([...numbers, ...others]);
  return {
    X: missing ? withGaps(X) : X,
    y,
    task,
    nClasses: task === 'regression' ? 0 : task === 'binary' ? 2 : 3,
  };
}

const targets: Record<Task, (signal: Float64Array) => Float64Array> = {
  regression: (signal) => signal,
  binary: (signal) => signal.map((value) => Number(value > 0.2)),
  multiclass: (signal) => signal.map((value) => (value < -1.5 ? 0 : value < 1 ? 1 : 2)),
};

/** The same table in which about one cell in nine of every column is missing. */
function withGaps(X: Table): Table {
  const columns = X.columns.map((column, j): Column => {
    const gone = (row: number) => (row + j * 4) % 9 === 0;
    switch (column.kind) {
      case 'string':
        return { ...column, codes: column.codes.map((code, row) => (gone(row) ? -1 : code)) };
      case 'boolean':
        return { ...column, values: column.values.map((value, row) => (gone(row) ? -1 : value)) };
      default:
        return { ...column, values: column.values.map((value, row) => (gone(row) ? Number.NaN : value)) };
    }
  });
  return tableOf(columns, X.nRows);
}

/** Some rows of the input, in that order. */
export function inputRows(input: FitInput, rows: readonly number[]): FitInput {
  return { ...input, X: takeRows(input.X, rows), y: input.y && Float64Array.from(rows, (row) => input.y![row]) };
}

function oneColumnPerGroup(group: readonly number[]): Column[] {
  return [0, 1, 2].map((code) =>
    numberColumn(
      `group_${code}`,
      group.map((value) => Number(value === code)),
    ),
  );
}

function rawColumns(group: readonly number[], rng: Rng): Column[] {
  const texts = ['north', 'east', 'south', 'west'];
  const day = 86_400_000;
  return [
    stringColumn(
      'group',
      group.map((code) => texts[code]),
    ),
    stringColumn(
      'noise',
      group.map(() => `n${rng.integer(12)}`),
    ),
    noteColumn(group),
    booleanColumn(
      'flag',
      group.map(() => rng.uniform() < 0.5),
    ),
    datetimeColumn(
      'when',
      group.map((_, row) => 1_700_000_000_000 + row * 1.37 * day),
    ),
  ];
}

/** Texts that are read word by word; some words decide y. */
function noteColumn(group: readonly number[]): Column {
  const ends = ['going up', 'going down', 'coming down', 'coming up'];
  const texts = group.map((code, row) => `The ${row % 7 === 0 ? 'old' : 'new'} bird, ${ends[code]}`);
  return { ...stringColumn('note', texts), text: true };
}

function normals(rng: Rng): Float64Array {
  return Float64Array.from({ length: nRows }, () => rng.normal());
}
