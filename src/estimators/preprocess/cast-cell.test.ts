/** Cells alone against the same cells in columns, for every kind under every role. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { booleanColumn, numberColumn, stringColumn } from '../../table/build.ts';
import type { Column } from '../../table/column.ts';
import { readCells, roomFor } from '../single-row/row-cells.ts';
import { castCell } from './cast-cell.ts';
import { castColumn, type FeatureRole, kindOfRole } from './cast-column.ts';

const roles: readonly FeatureRole[] = ['numeric', 'categorical', 'boolean', 'datetime', 'text'];
const numbers = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, 2, Number.POSITIVE_INFINITY, Number.NaN));
const texts = fc.oneof(fc.string(), fc.constantFrom('1', ' TRUE ', '-2.5e1', '1e999', '2024-02-29', 'x', ''));
const anyColumn: fc.Arbitrary<Column> = fc.oneof(
  numbers.map((value) => numberColumn('x', [value])),
  numbers.map((value): Column => ({ kind: 'datetime', name: 'x', values: Float64Array.of(value) })),
  fc.option(texts).map((text) => stringColumn('x', [text])),
  fc.option(fc.boolean()).map((truth) => booleanColumn('x', [truth])),
);

it.each(roles)('%s: a cell becomes what its column becomes', (role) => {
  fc.assert(
    fc.property(anyColumn, (column) => {
      const cells = roomFor(2);
      readCells({ nRows: 1, columns: [column] }, cells);
      const cast = castCell(column.kind, role);
      cast?.(cells, 0, 1);
      const expected = castColumn(column, role);
      const made = roomFor(1);
      readCells({ nRows: 1, columns: [expected] }, made);
      expect(expected.kind).toBe(kindOfRole(role));
      const place = cast ? 1 : 0;
      expect(expected.kind === 'string' ? cells.texts[place] : cells.numbers[place]).toBe(
        expected.kind === 'string' ? made.texts[0] : made.numbers[0],
      );
    }),
    { numRuns: 300 },
  );
});
