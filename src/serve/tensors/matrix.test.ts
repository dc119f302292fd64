/** The one tensor of all columns becomes the columns, also where it has many rows. */
import { expect, it } from 'vitest';
import { compileTensorReader } from './tensor-reader.ts';

const inputs = ['a', 'b', 'c'].map((name) => ({ name, type: 'number' as const }));
const read = compileTensorReader({ inputs });
const matrix = (data: Float64Array) => {
  return { name: 'features', datatype: 'FP64' as const, shape: [data.length / 3, 3], data };
};

it.each([0, 1, 31, 32, 33, 100])('takes %d rows apart', (nRows) => {
  const data = Float64Array.from({ length: nRows * 3 }, (_, i) => i);
  const { columns, ...table } = read([matrix(data)]);
  expect(table).toEqual({ nRows });
  for (const [k, column] of columns.entries()) {
    const values = Float64Array.from({ length: nRows }, (_, row) => row * 3 + k);
    expect(column).toEqual({ kind: 'number', name: inputs[k].name, integer: false, values });
  }
});

it('takes NaN as missing and names the row of what is not finite', () => {
  const data = Float64Array.from({ length: 300 }, (_, i) => (i === 5 ? Number.NaN : i));
  expect(read([matrix(data)]).columns[2]).toMatchObject({ values: expect.anything() });
  data[99 * 3 + 1] = Infinity;
  expect(() => read([matrix(data)])).toThrow(expect.objectContaining({ code: 'ROW_INVALID' }));
  expect(() => read([matrix(data)])).toThrow(/99/);
});
