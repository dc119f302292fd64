/** Columns that name their row: they cannot help with rows never seen, so they are no features. */

import { inferRole } from '../roles.ts';
import type { FindingRule } from './finding.ts';

export const idLike: FindingRule = {
  code: 'id_like',
  find({ columns }) {
    return columns
      .filter(({ column, role }) => role === 'id' && inferRole(column) === 'id')
      .map(({ column }) => ({
        code: 'id_like',
        severity: 'warning',
        column: column.name,
        message: `Column "${column.name}" has a value of its own in nearly every row and looks like an identifier; it is not used as a feature. If rows of one entity repeat, name that entity's column with --group-column.`,
      }));
  },
};
