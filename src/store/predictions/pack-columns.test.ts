/** Columns come back from their bytes to the bit, and take no more of these than they need. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Column } from '../../table/column.ts';
import { packColumns, unpackColumns } from './pack-columns.ts';

const special = fc.constantFrom(-0, 0, Number.NaN, Infinity, -Infinity, 0.5, 127, 128, -129, 40_000, 2 ** 31, 5e-324);
const values = fc.array(fc.oneof(special, fc.integer(), fc.double()), { maxLength: 20 });
const column = (numbers: readonly number[]): Column => {
  return { kind: 'number', name: 'x', integer: false, values: Float64Array.from(numbers) };
};

function roundTrip(...columns: Column[]): Column[] {
  const { packed, data } = packColumns(columns);
  const [first] = columns;
  const rows = first.kind === 'string' ? first.codes.length : first.values.length;
  return unpackColumns(JSON.parse(JSON.stringify(packed)), rows, data);
}

it('every number is as it was', () =>
  fc.assert(
    fc.property(values, (numbers) => {
      const [read] = roundTrip(column(numbers));
      expect(Object.is(read.kind, 'number')).toBe(true);
      const found = read.kind === 'number' ? [...read.values] : [];
      expect(found.length).toBe(numbers.length);
      for (const [i, number] of numbers.entries()) expect(Object.is(found[i], number)).toBe(true);
    }),
  ));

it.each([
  ['i1', [127, -128]],
  ['i2', [128]],
  ['i4', [40_000, -1]],
  ['f4', [0.5, Number.NaN]],
  ['f4', [-0]],
  ['f4', [2 ** 31]],
  ['f8', [0.1]],
  ['f8', [2 ** 31 + 1]],
])('takes the form %s for %j', (form, numbers) => {
  expect(packColumns([column(numbers)]).packed[0].form).toBe(form);
});

it('texts, truth and instants come back in their order, without texts that no row has', () => {
  const texts: Column = {
    kind: 'string',
    name: '__proto__',
    codes: Int32Array.of(3, -1, 1, 3),
    dictionary: ['none', 'a\n"ü', 'none either', '\ud800'],
  };
  const truth: Column = { kind: 'boolean', name: 'b', values: Int8Array.of(1, -1, 0, 1) };
  const instants: Column = { kind: 'datetime', name: 'd', values: Float64Array.of(1.5e12, Number.NaN, 0, 0.25) };
  const used = { ...texts, codes: Int32Array.of(0, -1, 1, 0), dictionary: ['\ud800', 'a\n"ü'] };
  expect(roundTrip(texts, truth, instants)).toEqual([used, truth, instants]);
});

it('refuses bytes that end too early', () => {
  const { packed, data } = packColumns([column([1, 2, 3])]);
  expect(() => unpackColumns(packed, 4, data)).toThrow(RangeError);
});
