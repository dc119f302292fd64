/** Leaks to plant into a clean table, one function per kind, and the codes of which one must then be told. */
import { normalCdf } from '../../src/math/distributions.ts';
import type { Rng } from '../../src/math/rng.ts';
import { averageRanks } from '../../src/math/tests/average-ranks.ts';
import { datetimeColumn, numberColumn, stringColumn } from '../../src/table/build.ts';
import type { Column, NumberColumn } from '../../src/table/column.ts';
import { type Table, takeRows, withColumns } from '../../src/table/table.ts';
import type { Target } from '../../src/table/task.ts';

export interface Planted {
  readonly table: Table;
  readonly timeColumn?: string;
  /** Any of these codes is a hit. */
  readonly codes: readonly string[];
  /** The column that must be named; none for leaks of rows. */
  readonly column?: string;
  /** It does little harm, and is told as information; all others must be told as a warning or an error. */
  readonly isSmall?: boolean;
}

/** Gives undefined where the kind does not fit the table. `target` has a value for each row. */
export type Plant = (table: Table, target: Target, rng: Rng) => Planted | undefined;

const hour = 3_600_000;
const start = Date.UTC(2022, 0, 1);
const leak = 'extra';

/** Between 0 and 1, larger for larger targets (for classes: by code), without ties. */
function places({ values }: Target, rng: Rng): Float64Array {
  const scattered = values.map((value) => value + 1e-9 * rng.uniform());
  return averageRanks(scattered).ranks.map((rank) => (rank - 0.5) / values.length);
}

const spread = (values: Float64Array) => {
  const present = values.filter(Number.isFinite);
  const middle = present.reduce((sum, value) => sum + value, 0) / present.length;
  return Math.sqrt(present.reduce((sum, value) => sum + (value - middle) * (value - middle), 0) / present.length);
};

const isContinuous = (column: Column): column is NumberColumn =>
  column.kind === 'number' && new Set(column.values).size > 0.05 * column.values.length && spread(column.values) > 0;

const rowsInOrder = (keys: Float64Array) => Int32Array.from(keys.keys()).sort((a, b) => keys[a] - keys[b] || a - b);

const hourly = (nRows: number) =>
  datetimeColumn(
    'seen_at',
    Float64Array.from({ length: nRows }, (_, row) => start + row * hour),
  );

const numberOf = ({ classes, values, task }: Target) =>
  task === 'regression' ? values : values.map((code) => (code === classes.length - 1 ? 1 : 0));

const proxy: Plant = (table, target, rng) => {
  const noise = target.task === 'regression' ? 0.08 * spread(target.values) : 0.15;
  const values = target.values.map((value) => value + noise * rng.normal());
  return {
    table: withColumns(table, [numberColumn(leak, values)]),
    codes: ['suspicious_score', 'target_copy'],
    column: leak,
  };
};

const bentProxy: Plant = (table, target, rng) => {
  const at = places(target, rng);
  const values = at.map((place) => 1 / (1.05 - normalCdf(3 * place - 1.5)));
  return {
    table: withColumns(table, [numberColumn(leak, values)]),
    codes: ['suspicious_score', 'target_copy'],
    column: leak,
  };
};

const bins: Plant = (table, target, rng) => {
  const at = places(target, rng);
  const texts = Array.from(target.values, (value, row) =>
    target.task === 'regression' ? `band ${Math.floor(at[row] * 8)}` : `${value}${'abcd'[rng.integer(4)]}`,
  );
  return {
    table: withColumns(table, [stringColumn(leak, texts)]),
    // Where the classes are named by their number, the text spells it.
    codes: ['suspicious_score', 'target_copy', 'label_in_text'],
    column: leak,
  };
};

const gaps: Plant = (table, target, rng) => {
  const wanted = numberOf(target);
  const cut = target.task === 'regression' ? wanted.toSorted()[Math.floor(0.7 * wanted.length)] : 0.5;
  const keeps = target.task === 'regression' ? 1 : 0.7;
  const values = Array.from(wanted, (value) => (value > cut && rng.uniform() < keeps ? rng.normal() : null));
  const present = values.filter((value) => value !== null).length;
  if (present < 30) return undefined;
  return {
    table: withColumns(table, [numberColumn(leak, values)]),
    codes: ['missing_reveals_target', 'suspicious_score', 'target_copy'],
    column: leak,
  };
};

const pair: Plant = (table, target, rng) => {
  if (target.task === 'multiclass') return undefined;
  const size = target.task === 'regression' ? spread(target.values) : 1;
  const a = target.values.map(() => 3 * size * rng.normal());
  const b = a.map((value, row) =>
    target.task === 'regression'
      ? target.values[row] - value + 0.05 * size * rng.normal()
      : value + (target.values[row] - 0.5) * (0.1 + rng.uniform()),
  );
  const table2 = withColumns(table, [numberColumn('part_a', a), numberColumn('part_b', b)]);
  return { table: table2, codes: ['suspicious_pair'], column: 'part_a' };
};

const vocabulary =
  'the of customer called about delivery order again new old red blue asks price later mail street'.split(' ');

const text: Plant = (table, target, rng) => {
  const texts = Array.from(target.values, (value) => {
    const words = Array.from({ length: 6 + rng.integer(10) }, () => vocabulary[rng.integer(vocabulary.length)]);
    const label = target.task === 'regression' ? String(value) : target.classes[value];
    if (rng.uniform() < 0.6) words.splice(rng.integer(words.length), 0, `outcome: ${label}`);
    return words.join(' ');
  });
  return {
    table: withColumns(table, [stringColumn(leak, texts)]),
    codes: ['label_in_text', 'suspicious_score'],
    column: leak,
  };
};

const id: Plant = (table, target, rng) => {
  const keys = places(target, rng).map((place) => place + 0.1 * rng.normal());
  const numbers = new Float64Array(keys.length);
  let next = 10_000;
  for (const row of rowsInOrder(keys)) numbers[row] = next += 1 + rng.integer(5);
  const column =
    rng.uniform() < 0.5
      ? numberColumn('record_no', numbers)
      : stringColumn(
          'record_no',
          Array.from(numbers, (value) => `R${value}`),
        );
  return {
    table: withColumns(table, [column]),
    codes: ['id_order', 'suspicious_score', 'target_copy'],
    column: 'record_no',
  };
};

/** The table with a part of its rows repeated, each number moved by a little. */
function repeated(
  table: Table,
  target: Target,
  rng: Rng,
  share: number,
  noise: number,
  timed = false,
): Table | undefined {
  const movable = table.columns.filter((column) => isContinuous(column) && column.name !== target.name);
  if (movable.length < 2 && noise > 0) return undefined;
  const n = table.nRows;
  const copied = Array.from({ length: Math.round(share * n) }, () => rng.integer(n));
  const rows = Int32Array.from([...Array.from({ length: n }, (_, row) => row), ...copied]);
  const longer = takeRows(table, rows);
  const moved = longer.columns.map((column) => {
    if (!movable.some(({ name }) => name === column.name) || column.kind !== 'number') return column;
    const size = noise * spread(column.values);
    return {
      ...column,
      integer: false,
      values: column.values.map((value, row) => (row < n ? value : value + size * rng.normal())),
    };
  });
  const order = timed ? rows.map((_, at) => at) : rowsInOrder(Float64Array.from(rows, () => rng.uniform()));
  return takeRows(withColumns(longer, moved), order);
}

const nearCopies: Plant = (table, target, rng) => {
  const made = repeated(table, target, rng, 0.05, 0.002);
  return made && { table: made, codes: ['near_duplicates'] };
};

const copies: Plant = (table, target, rng) => {
  const made = repeated(table, target, rng, 0.05, 0);
  return made && { table: made, codes: ['duplicate_rows'] };
};

const lateCopies: Plant = (table, target, rng) => {
  if (table.columns.length < 6) return undefined;
  const made = repeated(table, target, rng, 0.05, 0, true);
  return (
    made && {
      table: withColumns(made, [hourly(made.nRows)]),
      timeColumn: 'seen_at',
      codes: ['split_overlap', 'duplicate_rows'],
    }
  );
};

const entities: Plant = (table, target, rng) => {
  const n = table.nRows;
  const people = Math.floor(n / 5);
  if (people < 25) return undefined;
  const rows = Int32Array.from({ length: n }, () => rng.integer(people) * 5);
  const many = takeRows(table, rows);
  const isMeasured = (column: Column): column is NumberColumn => isContinuous(column) && column.name !== target.name;
  // Exact copies stay on one side of a split, so nothing leaks.
  if (!many.columns.some(isMeasured)) return undefined;
  const noisy = many.columns.map((column) =>
    isMeasured(column)
      ? {
          ...column,
          integer: false,
          values: column.values.map((value) => value + 0.3 * spread(column.values) * rng.normal()),
        }
      : column,
  );
  const person = stringColumn(
    'patient',
    Array.from(rows, (row) => `p${row}`),
  );
  return {
    table: withColumns(withColumns(many, noisy), [person]),
    codes: ['group_overlap', 'suspicious_score'],
    column: 'patient',
  };
};

const drift: Plant = (table, target, rng) => {
  const keys = places(target, rng).map((place) => place + 0.15 * rng.normal());
  const at = new Float64Array(keys.length);
  for (const [place, row] of rowsInOrder(keys).entries()) at[row] = start + place * hour;
  return {
    table: withColumns(table, [datetimeColumn('seen_at', at)]),
    codes: ['time_ignored', 'suspicious_score'],
    column: 'seen_at',
  };
};

const windows = [
  [3, 3],
  [0, 4],
  [-1, 5],
  [6, 0],
] as const;

const future: Plant = (table, target, rng) => {
  const y = numberOf(target);
  const [from, to] = windows[rng.integer(windows.length)];
  const order = rowsInOrder(Float64Array.from(y, () => rng.uniform()));
  const values: (number | null)[] = new Array(y.length).fill(null);
  const at = new Float64Array(y.length);
  for (const [place, row] of order.entries()) {
    at[row] = start + place * hour;
    if (place - from < 0 || place + to >= order.length) continue;
    let sum = 0;
    for (let i = place - from; i <= place + to; i++) sum += y[order[i]];
    values[row] = sum / (from + to + 1);
  }
  const table2 = withColumns(table, [datetimeColumn('seen_at', at), numberColumn(leak, values)]);
  return { table: table2, codes: ['future_aggregate'], column: leak };
};

const backfill: Plant = (table, target, rng) => {
  const n = table.nRows;
  if (n < 600) return undefined;
  const order = rowsInOrder(Float64Array.from(target.values, () => rng.uniform()));
  const noise = 0.05 * spread(target.values);
  const values = new Float64Array(n);
  const at = new Float64Array(n);
  for (const [place, row] of order.entries()) {
    at[row] = start + place * hour;
    const source = place < 0.8 * n ? target.values[row] : target.values[order[rng.integer(n)]];
    values[row] = source + noise * rng.normal();
  }
  const table2 = withColumns(table, [datetimeColumn('seen_at', at), numberColumn(leak, values)]);
  return { table: table2, codes: ['backfilled_value', 'suspicious_score'], column: leak };
};

const closing: Plant = (table, target, rng) => {
  const closed = Float64Array.from(target.values, (_, row) => start + row * hour + (1 + rng.integer(400)) * hour);
  const table2 = withColumns(table, [hourly(table.nRows), datetimeColumn('closed_at', closed)]);
  return { table: table2, timeColumn: 'seen_at', codes: ['future_value'], column: 'closed_at' };
};

const encoding: Plant = (table, target, rng) => {
  const y = numberOf(target);
  const levels = Math.max(10, Math.floor(y.length / (4 + rng.integer(30))));
  const level = Array.from(y, () => rng.integer(levels));
  const sums = new Float64Array(levels);
  const counts = new Float64Array(levels);
  for (const [row, one] of level.entries()) {
    sums[one] += y[row];
    counts[one]++;
  }
  const weight = rng.uniform() < 0.5 ? 0 : 5;
  const all = y.reduce((sum, value) => sum + value, 0) / y.length;
  const values = level.map((one) => (sums[one] + weight * all) / (counts[one] + weight));
  return { table: withColumns(table, [numberColumn(leak, values)]), codes: ['target_encoding'], column: leak };
};

const scaling: Plant = (table, target) => {
  const column = table.columns.find((one): one is NumberColumn => isContinuous(one) && one.name !== target.name);
  if (!column) return undefined;
  const present = column.values.filter(Number.isFinite);
  const middle = present.reduce((sum, value) => sum + value, 0) / present.length;
  const size = spread(column.values);
  const values = column.values.map((value) => (value - middle) / size);
  return {
    table: withColumns(table, [{ ...column, integer: false, values }]),
    codes: ['scaled_column'],
    column: column.name,
    isSmall: true,
  };
};

/** Every kind by name. */
export const plants: Readonly<Record<string, Plant>> = {
  'a noisy copy of the target': proxy,
  'a bent copy of the target': bentProxy,
  'the target in bins or sub-classes': bins,
  'gaps that follow the outcome': gaps,
  'two parts of the target': pair,
  'the label in a text': text,
  'ids in the order of the target': id,
  'near copies of rows': nearCopies,
  'copies of rows': copies,
  'copies that come later': lateCopies,
  'rows of one entity': entities,
  'a drift that a shuffled split ignores': drift,
  'a moving average with later rows': future,
  'values filled in afterwards': backfill,
  'a time after the event': closing,
  'a target encoding of all rows': encoding,
  'scaling before the split': scaling,
};

/** Codes that say that something leaks; the rest of the findings is about quality. */
export const leakCodes: ReadonlySet<string> = new Set([
  'target_copy',
  'future_value',
  'future_aggregate',
  'target_encoding',
  'suspicious_score',
  'suspicious_pair',
  'missing_reveals_target',
  'label_in_text',
  'backfilled_value',
  'id_order',
  'group_overlap',
  'time_ignored',
  'near_duplicates',
  'split_overlap',
]);
