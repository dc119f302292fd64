/** Columns as training never saw them. */
import { stringColumn } from '../../table/build.ts';
import type { Column } from '../../table/column.ts';

/** Changes that real traffic brings: unseen categories, gaps everywhere, infinities, absurd sizes. */
export const strange: readonly (readonly [what: string, change: (column: Column) => Column])[] = [
  [
    'unseen categories',
    (column) =>
      column.kind === 'string' ? { ...column, dictionary: column.dictionary.map((text) => `${text}?`) } : column,
  ],
  ['all missing', (column) => allMissing(column)],
  ['infinities', (column) => filled(column, Number.POSITIVE_INFINITY)],
  ['negative infinities', (column) => filled(column, Number.NEGATIVE_INFINITY)],
  ['absurd sizes', (column) => filled(column, 1e308)],
];

function filled(column: Column, value: number): Column {
  if (column.kind === 'string' || column.kind === 'boolean') return column;
  return { ...column, values: column.values.map(() => value) };
}

function allMissing(column: Column): Column {
  if (column.kind === 'string')
    return stringColumn(
      column.name,
      Array.from(column.codes, () => null),
    );
  if (column.kind === 'boolean') return { ...column, values: column.values.map(() => -1) };
  return { ...column, values: column.values.map(() => Number.NaN) };
}
