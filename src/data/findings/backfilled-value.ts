/**
 * Columns that knew the outcome of old rows and know little about the latest: their values were filled in or corrected afterwards,
 * which has not happened yet to the newest rows, nor to those that will be predicted.
 */
import { foretellingOf, suspicionOf } from '../foretelling.ts';
import { spreadRows } from '../row-sample.ts';
import { rowsInTime, timesOf } from '../time-order.ts';
import { type Finding, type FindingRule, isFeature, type RuleInput } from './finding.ts';

const minRows = 400;
const mostRows = 4000;
/** Part of the rows that counts as old, and part that counts as new. */
const old = 0.5;
const fresh = 0.1;
/** How much less the new rows must be foretold. */
const leastDrop = 0.1;

export const backfilledValue: FindingRule = {
  code: 'backfilled_value',
  find(input) {
    const { target, columns } = input;
    if (!target || target.values.length < minRows) return [];
    const features = columns.filter(({ role }) => isFeature(role)).map(({ column }) => column);
    const told = new Map<string, Finding>();
    const throughout = suspicionOf(target, spreadRows(target.values.length, mostRows));
    for (const { rows, order } of ordersOf(input)) {
      const part = (from: number, to: number) => {
        const chosen = rows.subarray(Math.floor(rows.length * from), Math.floor(rows.length * to));
        return spreadRows(chosen.length, mostRows).map((at) => chosen[at]);
      };
      const early = suspicionOf(target, part(0, old));
      const late = foretellingOf(target, part(1 - fresh, 1));
      for (const column of features) {
        const before = told.has(column.name) ? undefined : early(column);
        const after = before && late(column);
        if (!before || !after || after.suspicious || !(before.score - after.score > leastDrop)) continue;
        // Where the target hardly varies late, a column that foretells all rows as well has not got worse.
        if (throughout(column)) continue;
        const message = `Column "${column.name}" foretells the target almost without error in the earlier half of the rows (${before.words}) but not in the latest tenth (${after.words}), by ${order}: it looks filled in or corrected after the outcome. Use the value that was known at the row's time, or exclude it (--exclude "${column.name}").`;
        told.set(column.name, { code: 'backfilled_value', severity: 'warning', column: column.name, message });
      }
    }
    return [...told.values()];
  },
};

/** Rows from early to late, and what says so: the time column, columns of instants, else the order of the rows. */
function ordersOf({ table, columns, timeColumn }: RuleInput): { rows: Int32Array; order: string }[] {
  const found = timesOf(table, columns, timeColumn);
  if (found.length === 0)
    return [{ rows: Int32Array.from({ length: table.nRows }, (_, row) => row), order: 'row order' }];
  return found.map(({ name, values }) => ({ rows: rowsInTime(values), order: `"${name}"` }));
}
