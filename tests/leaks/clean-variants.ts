/** Ways to change a clean table that add no leak, one function per kind: none of them may raise an alarm. */
import type { Rng } from '../../src/math/rng.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../../src/table/build.ts';
import { type Table, tableOf, takeRows, withColumns } from '../../src/table/table.ts';
import type { Target } from '../../src/table/task.ts';

/** `target` has a value for each row. */
export type Variant = (table: Table, target: Target, rng: Rng, timeColumn?: string) => Table;

const day = 86_400_000;

/** A part of the rows, in their order. */
function part(share: number): Variant {
  return (table, _, rng) => {
    const kept = Array.from({ length: table.nRows }, (_one, row) => row).filter(() => rng.uniform() < share);
    return takeRows(table, Int32Array.from(kept));
  };
}

const shuffled: Variant = (table, _, rng) => takeRows(table, rng.permutation(table.nRows));

/** Names that say nothing (but for the named columns), in another order of columns. */
const renamed: Variant = (table, target, rng, timeColumn) => {
  const kept = new Set([target.name, timeColumn]);
  const order = Array.from(rng.permutation(table.columns.length), (at) => table.columns[at]);
  return tableOf(order.map((column, i) => (kept.has(column.name) ? column : { ...column, name: `v${i}` })));
};

/** Columns of every kind that have nothing to do with the target. */
const noise: Variant = (table, _, rng) => {
  const made = <T>(make: (row: number) => T): T[] => Array.from({ length: table.nRows }, (_one, row) => make(row));
  const shift = rng.permutation(table.nRows);
  return withColumns(table, [
    numberColumn(
      'noise_number',
      made(() => rng.normal()),
    ),
    numberColumn(
      'noise_count',
      made(() => rng.integer(10)),
    ),
    numberColumn(
      'noise_gaps',
      made(() => (rng.uniform() < 0.4 ? null : rng.normal())),
    ),
    numberColumn(
      'noise_id',
      made((row) => 1000 + shift[row]),
    ),
    numberColumn(
      'noise_entity',
      made(() => rng.integer(Math.ceil(table.nRows / 4))),
    ),
    stringColumn(
      'noise_category',
      made(() => `c${rng.integer(30)}`),
    ),
    stringColumn(
      'noise_code',
      made(() => `k${rng.integer(Math.ceil(table.nRows / 3))}`),
    ),
    booleanColumn(
      'noise_flag',
      made(() => rng.uniform() < 0.3),
    ),
    datetimeColumn(
      'noise_time',
      made(() => Date.UTC(1950, 0, 1) + rng.integer(7000) * day),
    ),
  ]);
};

/**
 * What the best honest columns of good tables reach: for classes a number with an AUC near 0.94 (for each class against the rest)
 * and a category that is right in three of four rows; for numbers one column with R2 0.85 and two that have it together.
 */
const strong: Variant = (table, { values, classes, task }, rng) => {
  if (task === 'regression') {
    const size = spread(values);
    const around = (error: number) => values.map((value) => value + error * size * rng.normal());
    const apart = values.map(() => size * rng.normal());
    const rest = around(0.42).map((value, row) => value - apart[row]);
    return withColumns(table, [
      numberColumn('strong_number', around(0.42)),
      numberColumn('strong_part', apart),
      numberColumn('strong_rest', rest),
    ]);
  }
  const place = values.map((code) => 2.2 * code + rng.normal());
  const guess = Array.from(values, (code) => classes[rng.uniform() < 0.7 ? code : rng.integer(classes.length)]);
  return withColumns(table, [numberColumn('strong_number', place), stringColumn('strong_category', guess)]);
};

function spread(values: Float64Array): number {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) * (value - middle), 0) / values.length);
}

/** Every kind by name. */
export const variants: Readonly<Record<string, Variant>> = {
  'half of the rows': part(0.5),
  'four of five rows': part(0.8),
  'shuffled rows': shuffled,
  'renamed columns': renamed,
  'columns of noise': noise,
  'strong honest columns': strong,
};
