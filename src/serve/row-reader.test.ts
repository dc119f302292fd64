import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isModelwrightError } from '../core/errors.ts';
import { cell } from '../table/column.ts';
import type { InputColumn } from '../table/task.ts';
import { compileRowReader } from './row-reader.ts';

const types = ['number', 'integer', 'string', 'boolean', 'datetime'] as const;
const number = fc.double({ noDefaultInfinity: true, noNaN: true });
const instant = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const values = {
  number,
  integer: fc.maxSafeInteger(),
  string: fc.string({ unit: 'binary' }),
  boolean: fc.boolean(),
  datetime: instant,
};
const names = fc.uniqueArray(
  fc.oneof(fc.string(), fc.constantFrom('toString', 'hasOwnProperty', 'valueOf', 'length', '0', '')),
  { minLength: 1, maxLength: 6 },
);

/** A signature and rows that fit it. */
const fitting = names
  .filter((list) => !list.includes('__proto__'))
  .chain((list) =>
    fc.array(fc.constantFrom(...types), { minLength: list.length, maxLength: list.length }).chain((kinds) => {
      const inputs: InputColumn[] = list.map((name, i) => ({ name, type: kinds[i] }));
      const row = fc.tuple(...kinds.map((kind) => fc.option(values[kind] as fc.Arbitrary<unknown>)));
      const object = row.map((cells) => Object.fromEntries(list.map((name, i) => [name, cells[i]])));
      return fc.record({ inputs: fc.constant(inputs), rows: fc.array(object, { maxLength: 8 }) });
    }),
  );

function refusal(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (isModelwrightError(error)) return error;
    throw error;
  }
  return undefined;
}

describe('a row reader', () => {
  it('gives every cell back, to the bit', () => {
    fc.assert(
      fc.property(fitting, ({ inputs, rows }) => {
        const { table, warnings } = compileRowReader({ inputs })(JSON.parse(JSON.stringify(rows)));
        expect(warnings).toEqual([]);
        expect(table.nRows).toBe(rows.length);
        expect(table.columns.map(({ name }) => name)).toEqual(inputs.map(({ name }) => name));
        for (const [row, expected] of rows.entries()) {
          const cells = table.columns.map((column) => cell(column, row));
          // JSON writes -0 as 0.
          expect(cells).toEqual(inputs.map(({ name }) => (Object.is(expected[name], -0) ? 0 : expected[name])));
        }
      }),
    );
  });

  it('refuses the cell that is wrong and names it, whatever it is', () => {
    const wrong = {
      number: fc.oneof(fc.string(), fc.boolean(), fc.constantFrom(Infinity, -Infinity, NaN, [], {}, [5])),
      integer: fc.oneof(fc.string(), fc.constantFrom(0.5, 2 ** 53, 1e300, Infinity, [], {})),
      string: fc.oneof(number, fc.boolean(), fc.constantFrom([], {}, ['a'])),
      boolean: fc.oneof(fc.string(), fc.constantFrom(0, 1, 'true', [], {})),
      datetime: fc.oneof(number, fc.boolean(), fc.constantFrom('', 'soon', '2026-13-01', '12:00', [], {})),
    };
    fc.assert(
      fc.property(fitting, fc.nat(), fc.nat(), fc.context(), fc.gen(), ({ inputs, rows }, r, c, _, gen) => {
        fc.pre(rows.length > 0);
        const row = r % rows.length;
        const { name, type } = inputs[c % inputs.length];
        const value = gen(() => wrong[type] as fc.Arbitrary<unknown>);
        const broken = rows.map((one, i) => (i === row ? { ...one, [name]: value } : one));
        const error = refusal(() => compileRowReader({ inputs })(broken));
        expect([error?.code, error?.details['row'], error?.details['column']]).toEqual(['ROW_INVALID', row, name]);
      }),
    );
  });

  it('refuses a row that lacks a column, also one that every object inherits', () => {
    fc.assert(
      fc.property(fitting, fc.nat(), fc.nat(), ({ inputs, rows }, r, c) => {
        fc.pre(rows.length > 0);
        const row = r % rows.length;
        const { name } = inputs[c % inputs.length];
        const broken = rows.map((one) => ({ ...one }));
        delete broken[row][name];
        const error = refusal(() => compileRowReader({ inputs })(broken));
        expect([error?.code, error?.details['row'], error?.details['column']]).toEqual(['ROW_INVALID', row, name]);
        expect(error!.message).toContain('the row lacks it');
      }),
    );
  });

  it('ignores other columns and names each once, a thousand at most', () => {
    const read = compileRowReader({ inputs: [{ name: 'a', type: 'number' }] });
    const { table, warnings } = read([{ a: 1 }, { b: 2, a: 1, c: {} }, { c: 1, a: null, toString: 1 }]);
    expect(table.columns).toHaveLength(1);
    expect(warnings).toEqual(['columns that the model does not use were ignored: b, c, toString']);
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`x${i}${'y'.repeat(300)}`, i]));
    const [warning] = read([{ ...wide, a: 1 }]).warnings;
    expect(warning.length).toBeLessThan(6_000);
    expect(warning).toContain('and 970 more');
  });
});

it('reads in pieces what it reads at once, a column in each', () => {
  const read = compileRowReader({
    inputs: [
      { name: 'a', type: 'number' },
      { name: 'b', type: 'string' },
    ],
  });
  const piecesOf = (rows: readonly unknown[]) => {
    const work = read.inPieces(rows);
    for (let pieces = 1; ; pieces++) {
      const step = work.next();
      if (step.done) return { batch: step.value, pieces };
    }
  };
  const rows = [
    { a: 1, b: 'x', c: 0 },
    { b: null, a: null },
  ];
  expect(piecesOf(rows)).toEqual({ batch: read(rows), pieces: 4 });
  for (const wrong of [[...rows, 7], [...rows, { a: 1 }], [{ a: 'x', b: 1 }]]) {
    let refusal: unknown;
    try {
      read(wrong);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeDefined();
    expect(() => piecesOf(wrong)).toThrow(refusal as Error);
  }
});
