import { describe, expect, it } from 'vitest';
import { castColumn } from '../../../estimators/preprocess/cast-column.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../../../table/build.ts';
import { type Column, isMissing } from '../../../table/column.ts';
import { numberOfNumber, numberOfText, textOfNumber } from './cast-value.ts';

const numbers = [0, -0, 1, 2, 0.1, -1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
const texts = ['1', ' 0 ', 'True', 'no', '1e999', '-2.5', '0x10', '2024-02-29', '2023-02-29', '', null];
const columns: readonly Column[] = [
  numberColumn('number', numbers),
  booleanColumn('boolean', [true, false, null]),
  datetimeColumn('datetime', [0, 1, 1.7e12, Number.NaN]),
  stringColumn('string', texts),
];

describe.each(columns.map((column) => [column.kind, column] as const))('a value of kind %s', (kind, column) => {
  it.each(['numeric', 'categorical', 'boolean', 'datetime'] as const)('becomes %s as its column does', (role) => {
    const cast = castColumn(column, role);
    const length = column.kind === 'string' ? column.codes.length : column.values.length;
    for (let row = 0; row < length; row++) {
      const text = column.kind === 'string' ? texts[row] : null;
      const number = column.kind === 'string' || isMissing(column, row) ? Number.NaN : column.values[row];
      if (cast.kind === 'string') {
        const expected = cast.codes[row] < 0 ? null : cast.dictionary[cast.codes[row]];
        expect(kind === 'string' ? text : textOfNumber(number, kind)).toBe(expected);
      } else {
        const found = kind === 'string' ? numberOfText(text, role) : numberOfNumber(number, kind, role);
        expect(found).toBe(cast.values[row]);
      }
    }
  });
});
