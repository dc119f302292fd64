/** Transformers act on the columns of one kind and pass the others on. */
import type { Column, ColumnKind } from '../../table/column.ts';
import { columnNames, type Table } from '../../table/table.ts';
import { selectFeatures } from '../check-input.ts';

type OfKind<Kind extends ColumnKind> = Extract<Column, { readonly kind: Kind }>;

/** The columns of one kind, in order. */
export function columnsOfKind<Kind extends ColumnKind>(X: Table, kind: Kind): OfKind<Kind>[] {
  return X.columns.filter((column): column is OfKind<Kind> => column.kind === kind);
}

/** The columns of these names that a fit saw as `kind`; COLUMN_NOT_FOUND when one is absent or of another kind. */
export function columnsByName<Kind extends ColumnKind>(
  X: Table,
  kind: Kind,
  names: readonly string[],
  estimator: string,
): OfKind<Kind>[] {
  const known = { nRows: X.nRows, columns: columnsOfKind(X, kind) };
  return selectFeatures(known, names, estimator).columns as OfKind<Kind>[];
}

/** The columns of other kinds, then the fresh ones. */
export function withReplaced(X: Table, kind: ColumnKind, fresh: readonly Column[]): Table {
  return { nRows: X.nRows, columns: [...X.columns.filter((column) => column.kind !== kind), ...fresh] };
}

/** Names of the columns that a transformer of `kind` passes on: its new columns must not take them. */
export function namesOfOtherKinds(X: Table, kind: ColumnKind): Set<string> {
  return new Set(columnNames({ nRows: X.nRows, columns: X.columns.filter((column) => column.kind !== kind) }));
}
