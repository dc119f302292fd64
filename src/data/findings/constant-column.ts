/** Columns in which nothing varies. */
import { isMissing } from '../../table/column.ts';
import type { FindingRule } from './finding.ts';

export const constantColumn: FindingRule = {
  code: 'constant_column',
  find({ columns, table }) {
    if (table.nRows < 2) return [];
    return columns
      .filter(({ role }) => role === 'constant')
      .map(({ column }) => ({
        code: 'constant_column',
        severity: 'warning',
        column: column.name,
        message: `Column "${column.name}" ${isMissing(column, 0) ? 'has no value in any row' : 'has the same value in every row'} and is not used. Check the export if you expected it to vary, else drop it.`,
      }));
  },
};
