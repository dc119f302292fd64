/** Columns of prose, of whose words features are made. */
import { isRunningText } from '../text-shape.ts';
import type { FindingRule } from './finding.ts';

export const textLike: FindingRule = {
  code: 'text_like',
  find({ columns }) {
    return columns
      .filter(({ column, role }) => role === 'text' && isRunningText(column))
      .map(({ column }) => ({
        code: 'text_like',
        severity: 'info',
        column: column.name,
        message: `Column "${column.name}" holds free text; its frequent words and pairs of words become features. Words that occur in several rows are kept in the model: leave the column out (--exclude) where they are private.`,
      }));
  },
};
