/** Tables of many rows become rows piece by piece, the same in every form. */
import { expect, it } from 'vitest';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { rowsOfBody } from './json-rows.ts';

const columns = ['a', 'b'];
const [few, many] = [100, 9_000].map((count) => Array.from({ length: count }, (_, i) => ({ a: i, b: `${i}` })));

const forms = (rows: typeof few) => [
  { dataframe_split: { columns, data: rows.map(({ a, b }) => [a, b]) } },
  { dataframe_records: rows },
  { instances: rows },
  { instances: rows.map(({ a, b }) => [a, b]) },
  { inputs: { a: rows.map(({ a }) => a), b: rows.map(({ b }) => b) } },
];

function piecesOf(work: Iterator<void, unknown>): number {
  let pieces = 1;
  while (!work.next().done) pieces++;
  return pieces;
}

it('makes rows some thousands at a time, and few at once', () => {
  for (const body of forms(many)) {
    const rows = takeAtOnce(rowsOfBody(body, columns, 10_000));
    expect(rows.map((row) => ({ ...row }))).toEqual(many);
    expect(piecesOf(rowsOfBody(body, columns, 10_000))).toBe(5);
  }
  for (const body of forms(few)) expect(piecesOf(rowsOfBody(body, columns, 10_000))).toBe(1);
});

it('names a wrong row of a later piece by its place', () => {
  const wrong = { dataframe_records: [...many, 7] };
  expect(() => takeAtOnce(rowsOfBody(wrong, columns, 10_000))).toThrow('dataframe_records[9000]');
});
