/** Columns in which most values are missing. */
import { missingCount } from '../../table/column.ts';
import { type FindingRule, percent } from './finding.ts';

const share = 0.5;

export const highMissing: FindingRule = {
  code: 'high_missing',
  find({ columns, table }) {
    return columns.flatMap(({ column, role }) => {
      const missing = missingCount(column);
      if (role === 'constant' || missing < share * table.nRows || missing === 0) return [];
      const message = `Column "${column.name}" is missing in ${percent(missing / table.nRows)} of the rows. Check why: if values appear only after the outcome is known, exclude it (--exclude "${column.name}").`;
      return [{ code: 'high_missing', severity: 'warning', column: column.name, message }];
    });
  },
};
