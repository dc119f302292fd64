/** Text columns of which a good part are numbers. */
import { textShape } from '../text-shape.ts';
import { type FindingRule, isFeature, percent } from './finding.ts';

/** With less than this share of numbers a column is text in which numbers occur. */
const numericShare = 0.2;
/** With fewer distinct texts it is a set of codes such as 1, 2, 3+. */
const minTexts = 10;

export const mixedTypes: FindingRule = {
  code: 'mixed_types',
  find({ columns }) {
    return columns.flatMap(({ column, role }) => {
      if (column.kind !== 'string' || !(isFeature(role) || role === 'id')) return [];
      const { numeric, distinct } = textShape(column);
      if (numeric < numericShare || numeric === 1 || distinct < minTexts) return [];
      const words = Math.max(1, Math.round((1 - numeric) * column.codes.length));
      const treated = role === 'numeric' ? 'The other texts count as missing' : 'All are treated as text';
      const message = `Column "${column.name}" mixes types: ${percent(numeric)} of its values are numbers, about ${words} are other text. ${treated}; if they stand for missing values, leave those cells empty.`;
      return [{ code: 'mixed_types', severity: 'warning', column: column.name, message }];
    });
  },
};
