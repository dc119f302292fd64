/** Columns that hold dates without being dates: texts in a form the reader does not know, or whole numbers like 20240131. */
import type { Column } from '../../table/column.ts';
import { textShape } from '../text-shape.ts';
import type { FindingRule } from './finding.ts';

/** From this share of present values on. */
const share = 0.95;
const minRows = 10;

export const dateLike: FindingRule = {
  code: 'date_like',
  find({ columns }) {
    return columns
      .filter(({ column, role }) => role !== 'constant' && role !== 'datetime' && role !== 'time' && holdsDates(column))
      .map(({ column }) => ({
        code: 'date_like',
        severity: 'warning',
        column: column.name,
        message: `Column "${column.name}" looks like a date but was read as ${column.kind === 'number' ? 'a number' : 'text'}. Write it as YYYY-MM-DD, or derive one: --derive "${column.name}_date = strptime(...)".`,
      }));
  },
};

function holdsDates(column: Column): boolean {
  if (column.kind === 'string') {
    const { present, dates } = textShape(column);
    return present >= minRows && dates >= share;
  }
  if (column.kind !== 'number' || !column.integer) return false;
  if (!column.values.every((value) => Number.isNaN(value) || isPackedDate(value))) return false;
  return new Set(column.values.filter((value) => !Number.isNaN(value))).size >= minRows;
}

/** YYYYMMDD of the years 1900 to 2099. */
function isPackedDate(value: number): boolean {
  const day = value % 100;
  const month = Math.floor(value / 100) % 100;
  return value >= 19000101 && value <= 20991231 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
