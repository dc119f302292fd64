/** Interaction constraints: which columns may be looked at below some splits. */
import type { BinnedColumn } from './binned-table.ts';
import { checkNames } from './check-names.ts';

/** Columns that may still be looked at, given those on the way from the root. */
export type AllowedColumns = (searched: Int32Array, onTheWay: ReadonlySet<number>) => Int32Array;

/**
 * A column may join those on the way when some group has them all.
 *
 * @param groups Names of columns; a column that is in no group has one of its own.
 * @throws PARAM_INVALID for a name that the training table does not have.
 * @param names Names of the columns of the training table.
 */
export function allowedColumns(
  groups: readonly (readonly string[])[],
  columns: readonly BinnedColumn[],
  names: readonly string[],
): AllowedColumns {
  if (groups.length === 0) return (searched) => searched;
  checkNames('gbdt.interactions', groups.flat(), names);
  const named = groups.map((group) => new Set(group));
  const groupsOf = columns.map(({ feature }) => {
    const found = named.flatMap((group, i) => (group.has(names[feature]) ? [i] : []));
    return new Set(found.length > 0 ? found : [named.length + feature]);
  });
  return (searched, onTheWay) => {
    const open = [...onTheWay].map((column) => groupsOf[column]);
    return searched.filter((column) =>
      [...groupsOf[column]].some((group) => open.every((ofColumn) => ofColumn.has(group))),
    );
  };
}
