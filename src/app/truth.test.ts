import { describe, expect, it } from 'vitest';
import { booleanColumn, numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import type { Task } from '../table/task.ts';
import { truthOf } from './truth.ts';

/** Rows that are known with their values, and the two counts, as plain arrays. */
function read(column: Column, task: Task, classes: readonly string[] = []) {
  const { rows, yTrue, ...counts } = truthOf(column, { name: 'y', task, classes });
  return { rows: [...rows], yTrue: [...yTrue], ...counts };
}

describe('truthOf', () => {
  it('reads numbers, also out of texts, and counts apart what is absent and what is no number', () => {
    const expected = { rows: [0, 3], yTrue: [1.5, -2], missing: 1, unknown: 1 };
    expect(read(stringColumn('y', ['1.5', null, 'n/a', '-2']), 'regression')).toEqual(expected);
    expect(read(numberColumn('y', [1.5, null, Number.POSITIVE_INFINITY, -2]), 'regression')).toEqual(expected);
  });

  it('gives the codes of the model, whatever the order of classes in the data', () => {
    const classes = ['no', 'yes'];
    const column = stringColumn('y', ['yes', null, 'no', 'maybe', 'yes']);
    expect(read(column, 'binary', classes)).toEqual({ rows: [0, 2, 4], yTrue: [1, 0, 1], missing: 1, unknown: 1 });
    expect(read(column, 'binary', classes.toReversed()).yTrue).toEqual([0, 1, 0]);
  });

  it('matches classes that were read as numbers or truth values', () => {
    expect(read(numberColumn('y', [1, 0, 2, null]), 'binary', ['0', '1'])).toEqual({
      rows: [0, 1],
      yTrue: [1, 0],
      missing: 1,
      unknown: 1,
    });
    expect(read(numberColumn('y', [1, 0]), 'binary', ['0.0', '1.0']).yTrue).toEqual([1, 0]);
    expect(read(booleanColumn('y', [true, false, null]), 'binary', ['FALSE', 'TRUE'])).toEqual({
      rows: [0, 1],
      yTrue: [1, 0],
      missing: 1,
      unknown: 0,
    });
  });

  it('never takes a text for one of two classes that it may mean', () => {
    expect(read(stringColumn('y', ['Yes', 'YES', 'yEs']), 'multiclass', ['Yes', 'YES', 'no'])).toEqual({
      rows: [0, 1],
      yTrue: [0, 1],
      missing: 0,
      unknown: 1,
    });
  });

  it('has an answer for a table without rows and for one without a known outcome', () => {
    expect(read(numberColumn('y', []), 'regression')).toEqual({ rows: [], yTrue: [], missing: 0, unknown: 0 });
    const none = { rows: [], yTrue: [], missing: 1, unknown: 1 };
    expect(read(stringColumn('y', ['a', null]), 'binary', ['no', 'yes'])).toEqual(none);
  });
});
