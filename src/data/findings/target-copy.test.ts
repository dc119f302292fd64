/** Columns that are the target in another form, and those that are not. */
import { expect, it } from 'vitest';
import { clean, codes, look, made, y, yColumn, z, zColumn } from '../../../tests/data/planted-table.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../../table/build.ts';
import type { Column } from '../../table/column.ts';
import { tableOf } from '../../table/table.ts';
import { inferRoles } from '../roles.ts';
import { readTarget } from '../target.ts';
import { dataFindings } from './index.ts';

const instants = made((row) => Date.UTC(2024, 0, 1) + row * 3_600_000);
it.each<[string, Column, Column]>([
  ['equal text', yColumn, stringColumn('x', y)],
  [
    'another spelling',
    yColumn,
    stringColumn(
      'x',
      y.map((text) => text.toUpperCase()),
    ),
  ],
  [
    'other names for the classes',
    yColumn,
    numberColumn(
      'x',
      y.map((text) => (text === 'yes' ? 3 : -1)),
    ),
  ],
  [
    'a boolean',
    yColumn,
    booleanColumn(
      'x',
      y.map((text) => text === 'yes'),
    ),
  ],
  [
    'a gap for one class',
    yColumn,
    stringColumn(
      'x',
      y.map((text) => (text === 'yes' ? 'churned' : null)),
    ),
  ],
  [
    'a date for one class only',
    yColumn,
    datetimeColumn(
      'x',
      y.map((text, i) => (text === 'yes' ? instants[i] : null)),
    ),
  ],
  ['equal numbers', zColumn, numberColumn('x', z)],
  [
    'equal numbers in text, some missing',
    zColumn,
    stringColumn(
      'x',
      z.map((value, i) => (i % 9 ? String(value) : null)),
    ),
  ],
  [
    'another unit',
    zColumn,
    numberColumn(
      'x',
      z.map((value) => value * 1.8 + 32),
    ),
  ],
  [
    'another scale',
    zColumn,
    numberColumn(
      'x',
      z.map((value) => value * value * value),
    ),
  ],
  [
    'a float32 copy',
    zColumn,
    numberColumn(
      'x',
      z.map((value) => Math.fround(value * 0.3048)),
    ),
  ],
])('a copy of the target: %s', (_, target, x) => {
  const errors = look(target, [x]).filter(({ severity }) => severity === 'error');
  expect(errors).toMatchObject([{ code: 'target_copy', column: 'x' }]);
});

it('no copy of the target: nearly equal, by chance on few rows, or excluded', () => {
  const nearly = y.map((text, i) => (i === 5 ? (text === 'yes' ? 'no' : 'yes') : text));
  expect(codes(look(yColumn, [stringColumn('x', nearly)]))).toEqual(['suspicious_score x']);
  const few = tableOf([stringColumn('x', ['p', 'q', 'p']), stringColumn('y', ['a', 'b', 'a'])]);
  expect(codes(dataFindings({ table: few, target: readTarget(few, 'y').target }))).toEqual([
    'rare_class y',
    'duplicate_rows',
  ]);
  const roles = [
    ...inferRoles(tableOf(clean)),
    { name: 'x', role: 'excluded' as const },
    { name: 'y', role: 'target' as const },
  ];
  expect(look(yColumn, [stringColumn('x', y)], { roles })).toEqual([]);
});
