import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack } from '../core/pack.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { decodeTable, encodeTable } from './snapshot.ts';

const table = tableOf([
  numberColumn('__proto__', [1.5, null, -0, Infinity, 5e-324]),
  { ...numberColumn('codes', [0, 1, 2, null, 1]), cardinality: 3 },
  stringColumn('s', ['', null, 'ü', '🙂', '\u0000']),
  { ...stringColumn('id', ['9007199254740993', null, '1', '2', '3']), exact: 'int64' as const },
  booleanColumn('b', [true, null, false, true, true]),
  datetimeColumn('d', [0, null, -1.5, 1e12, 2]),
]);

describe('snapshots', () => {
  it('come back bit for bit, and encode to the same bytes again', () => {
    const bytes = encodeTable(table);
    const back = decodeTable(bytes, 'snapshot');
    expect(back).toEqual(table);
    expect(Object.is((back.columns[0] as { values: Float64Array }).values[2], -0)).toBe(true);
    expect(encodeTable(back)).toEqual(bytes);
    expect(decodeTable(encodeTable(tableOf([])), 'empty')).toEqual(tableOf([]));
  });

  it('are refused when cut or changed, never anything but a typed error', () => {
    const bytes = encodeTable(table);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        expect(() => decodeTable(bytes.subarray(0, at), 'cut')).toThrowError(
          expect.objectContaining({ code: 'ARTIFACT_DAMAGED' }),
        );
        const changed = bytes.slice();
        changed[at] ^= flip;
        try {
          decodeTable(changed, 'changed');
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^ARTIFACT_(DAMAGED|UNSUPPORTED)$/) });
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['codes past the dictionary', { kind: 'string', name: 'a', codes: new Int32Array([1]), dictionary: ['x'] }],
    ['codes below -1', { kind: 'string', name: 'a', codes: new Int32Array([-2]), dictionary: ['x'] }],
    ['another length', { kind: 'number', name: 'a', values: new Float64Array(2), integer: true }],
    ['another array', { kind: 'number', name: 'a', values: new Int32Array(1), integer: true }],
    ['another kind', { kind: 'list', name: 'a', values: new Float64Array(1) }],
    ['truth values of 2', { kind: 'boolean', name: 'a', values: new Int8Array([2]) }],
  ])('refuse %s', (_, column) => {
    expect(() => decodeTable(pack({ table: 1, nRows: 1, columns: [column] }), 'odd')).toThrowError(/odd/);
  });
});
