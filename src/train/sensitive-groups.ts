/** How rows stand in the groups that a mitigation treats alike. */
import { type Grouping, groupingsOf } from '../evaluate/fairness/groups.ts';
import { columnOf, type Table } from '../table/table.ts';

/** Settings that name sensitive columns. */
type Named = { readonly sensitive: readonly string[] };

/** The groups that all sensitive columns make together. */
export function sensitiveGroups(table: Table, { sensitive }: Named): Grouping {
  const columns = sensitive.map((name) => columnOf(table, name));
  return groupingsOf({ nRows: table.nRows, columns }, table.nRows, true).at(-1)!;
}

/** Group of each row; rows without a value make one of their own. */
export function balanceOf(table: Table, settings: Named): Int32Array {
  const { groups } = sensitiveGroups(table, settings);
  const groupOf = new Int32Array(table.nRows).fill(groups.length);
  for (const [code, { rows }] of groups.entries()) for (const row of rows) groupOf[row] = code;
  return groupOf;
}
