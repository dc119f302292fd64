/** Columns of prose, which no feature is made of. */
import { textShape } from '../text-shape.ts';
import type { FindingRule } from './finding.ts';

export const textLike: FindingRule = {
  code: 'text_like',
  find({ columns }) {
    return columns
      .filter(({ column, role }) => role === 'text' && column.kind === 'string' && textShape(column).dates <= 0.5)
      .map(({ column }) => ({
        code: 'text_like',
        severity: 'warning',
        column: column.name,
        message: `Column "${column.name}" holds free text and is not used as a feature. Derive something countable from it (--derive), such as its length or whether a word occurs.`,
      }));
  },
};
