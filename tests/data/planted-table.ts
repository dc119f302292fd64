/** A clean table that findings are planted in, and what the rules say of it. */

import { dataFindings, type Finding, type FindingInput } from '../../src/data/findings/index.ts';
import { readTarget } from '../../src/data/target.ts';
import { createRng } from '../../src/math/philox.ts';
import { booleanColumn, numberColumn, stringColumn } from '../../src/table/build.ts';
import type { Column } from '../../src/table/column.ts';
import { tableOf } from '../../src/table/table.ts';

/** A clean table of 400 rows: four columns that know something about `y` (binary) and `z` (number), none too much. */
export const n = 400;
export const rng = createRng(11);
const noise = () => Array.from({ length: n }, () => rng.normal());
export const base = { a: noise(), b: noise(), part: noise() };
export const z = base.a.map((a, i) => Math.fround(a + base.b[i] + rng.normal()));
export const y = z.map((value) => (value > 0 ? 'yes' : 'no'));
const species = ['adelie', 'gentoo', 'chinstrap'];
export const clean: Column[] = [
  numberColumn('a', base.a),
  numberColumn('b', base.b),
  stringColumn(
    'kind',
    Array.from({ length: n }, (_, i) => species[(i * 7) % 3]),
  ),
  booleanColumn(
    'flag',
    Array.from({ length: n }, () => rng.uniform() < 0.4),
  ),
];
export const yColumn = stringColumn('y', y);
export const zColumn = numberColumn('z', z);
/** A value for each row. */
export const made = <T>(make: (row: number) => T): T[] => Array.from({ length: n }, (_, row) => make(row));

/** Findings in the clean table with more columns. */
export function look(target: Column, extra: readonly Column[], more: Partial<FindingInput> = {}): Finding[] {
  const table = tableOf([...clean, ...extra, target]);
  return dataFindings({ table, target: readTarget(table, target.name).target, ...more });
}
/** `code column`, or the code alone of the whole table. */
export const codes = (findings: readonly Finding[]) =>
  findings.map(({ code, column }) => (column === undefined ? code : `${code} ${column}`));
