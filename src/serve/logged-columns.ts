/** Which columns of a request are logged, and in which order: those of the model, by name. */
import { compareCodeUnits } from '../core/canonical-json.ts';
import type { Column } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';
import type { Signature } from '../table/task.ts';

/** The columns of a table that the log takes. Inputs that the table lacks are left out. */
export type LoggedColumns = (table: Table) => Table;

/** Makes the choice for a signature. */
export function compileLoggedColumns({
  inputs,
}: {
  readonly inputs: readonly Pick<Signature['inputs'][number], 'name'>[];
}): LoggedColumns {
  const known = inputs.map(({ name }, place) => ({ name, place })).sort((a, b) => compareCodeUnits(a.name, b.name));
  return (table) => {
    const columns: Column[] = [];
    for (const { name, place } of known) {
      // Rows of requests have the signature's order already.
      const expected = table.columns[place];
      const column = expected?.name === name ? expected : findColumn(table, name);
      if (column) columns.push(column);
    }
    return { nRows: table.nRows, columns };
  };
}
