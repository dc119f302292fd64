import { describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { tableOf } from '../table/table.ts';
import { readTarget, type TargetOptions } from './target.ts';

const read = (column: Column, options?: TargetOptions) => readTarget(tableOf([column]), column.name, options);
const texts = (values: (string | null)[], options?: TargetOptions) => read(stringColumn('y', values), options);
const repeated = <T>(values: readonly T[], times: number): T[] => Array.from({ length: times }, () => values).flat();

describe('task', () => {
  it.each([
    ['two texts', ['yes', 'no', 'no'], 'binary'],
    ['three texts', ['a', 'b', 'c'], 'multiclass'],
    ['two numbers', ['0', '1', '1'], 'binary'],
    ['few whole numbers on many rows', repeated(['3', '4', '5', '6', '7', '8', '9'], 50), 'multiclass'],
    [
      '29 whole numbers',
      repeated(
        Array.from({ length: 29 }, (_, i) => String(i + 1)),
        100,
      ),
      'regression',
    ],
    ['few whole numbers on few rows', ['1', '2', '3', '4', '5'], 'regression'],
    ['fractions', repeated(['1.5', '2.5', '3'], 50), 'regression'],
    ['negative and spelt with exponent', ['-1e3', '+2.', ' .5 ', '7'], 'regression'],
  ] as const)('%s: %s is %s', (_, values, task) => {
    expect(texts([...values]).target.task).toBe(task);
  });

  it('is the same for a column of numbers as for their texts', () => {
    expect(read(numberColumn('y', repeated([0, 1, 2], 10))).target).toMatchObject({
      task: 'multiclass',
      classes: ['0', '1', '2'],
    });
    expect(read(numberColumn('y', [1.5, 2.5, 9])).target.task).toBe('regression');
  });

  it('can be chosen', () => {
    const values = repeated(['3', '4', '5'], 20);
    expect(texts(values, { task: 'regression' }).target).toMatchObject({ task: 'regression', classes: [] });
    expect([...texts(values, { task: 'regression' }).target.values.slice(0, 3)]).toEqual([3, 4, 5]);
    expect(texts(['1.5', '2.5', '3'], { task: 'multiclass' }).target.classes).toEqual(['1.5', '2.5', '3']);
  });

  it('is refused where it does not fit, without a value in the message', () => {
    expect(() => texts(['a', 'b', 'c'], { task: 'binary' })).toThrow('has 3 classes');
    expect(() => texts(['1', '2', 'secret'], { task: 'regression' })).toThrow('1 of 3 values are no numbers');
    const mostly = [...Array.from({ length: 99 }, (_, i) => `${i}.5`), 'unknown'];
    expect(() => texts(mostly)).toThrow('1 of 100 values are no numbers');
    expect(() => texts(['9007199254740993', '5', '7'], { task: 'regression' })).toThrow('2^53');
    expect(() => read(datetimeColumn('y', [1, 2]))).toThrow('instants');
    expect(() => texts(Array.from({ length: 1001 }, (_, i) => `c${i}`))).toThrow('1001 classes');
  });
});

describe('rows', () => {
  it('without a target are left out', () => {
    const { target, rows } = texts(['b', null, 'a', ' ', 'b', null]);
    expect([...rows]).toEqual([0, 2, 4]);
    expect(target.values).toHaveLength(3);
    expect([...texts(['1.5', 'NaN', 'inf', '2', '3']).rows]).toEqual([0, 3, 4]);
    expect([...read(numberColumn('y', [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2, 4])).rows]).toEqual([0, 3, 4]);
  });

  it('must have at least one target', () => {
    expect(() => texts([null, null])).toThrow(expect.objectContaining({ code: 'ROWS_TOO_FEW' }));
    expect(() => readTarget(tableOf([stringColumn('a', ['x'])]), 'y')).toThrow(/COLUMN|its columns are: a/);
  });
});

describe('classes', () => {
  it('keep the text of the source, ordered by number or by code unit', () => {
    expect(texts(repeated(['10', '9', '1.0'], 10)).target.classes).toEqual(['1.0', '9', '10']);
    expect(texts(['b', 'B', 'a']).target.classes).toEqual(['B', 'a', 'b']);
  });

  it.each([
    [['Yes', 'No', 'Yes'], 'Yes'],
    [['0', '1', '1'], '1'],
    [['0.0', '1.0', '1.0'], '1.0'],
    [['-1', '1', '1'], '1'],
    [['spam', 'ham', 'ham'], 'spam'],
    [['true', 'false', 'true'], 'true'],
    [['yes', 'true', 'true'], 'yes'],
    [['b', 'a'], 'b'],
  ])('of %j, the positive one is %s', (values, positive) => {
    const { target } = texts(values);
    expect(target.classes[1]).toBe(positive);
    expect([...target.values]).toEqual(values.map((value) => Number(value === positive)));
  });

  it.each([
    [['TRUE', 'FALSE'], 'TRUE', 'TRUE'],
    [['true', 'false'], 'TRUE', 'true'],
    [['a', 'A'], 'a', 'a'],
    [['0.0', '1.0'], '0', '0.0'],
    [['pos', 'neg'], 'NEG', 'neg'],
  ])('of %j, "%s" asks for %s', (values, wanted, positive) => {
    expect(texts(values, { positiveClass: wanted }).target.classes[1]).toBe(positive);
  });

  it('are listed when the wanted one is not among them', () => {
    expect(() => texts(['yes', 'no'], { positiveClass: 'ja' })).toThrow('one of the classes (no, yes), got ja');
    expect(() => texts(['a', 'b', 'c'], { positiveClass: 'a' })).toThrow('positiveClass');
  });

  it('of booleans are true and false', () => {
    const { target, rows } = read(booleanColumn('y', [true, null, false, false]), { positiveClass: 'TRUE' });
    expect(target).toMatchObject({ task: 'binary', classes: ['false', 'true'] });
    expect([...rows]).toEqual([0, 2, 3]);
  });

  it('may be a single one, which becomes a finding later', () => {
    expect(texts(['a', 'a']).target).toMatchObject({ task: 'binary', classes: ['a'] });
    expect(texts(['5', '5']).target).toMatchObject({ task: 'regression' });
  });
});
