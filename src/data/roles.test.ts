import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { tableOf } from '../table/table.ts';
import { inferRole, inferRoles } from './roles.ts';

const n = 200;
const rng = createRng(3);
const random = Array.from({ length: n }, () => rng.normal());
const made = <T>(make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const text = (name: string, make: (i: number) => string | null) => stringColumn(name, made(make));

describe('a role', () => {
  const cases: [string, string, Column][] = [
    ['numeric', 'fractions that are all different', numberColumn('x', random)],
    [
      'numeric',
      'whole numbers that are all different',
      numberColumn(
        'population',
        made((i) => 1000 + ((i * 7919) % 9973)),
      ),
    ],
    [
      'numeric',
      'a year that counts up',
      numberColumn(
        'year',
        made((i) => 1800 + i),
      ),
    ],
    [
      'numeric',
      'repeated codes named id',
      numberColumn(
        'user_id',
        made((i) => i % 50),
      ),
    ],
    [
      'id',
      'numbers of rows',
      numberColumn(
        'n',
        made((i) => i + 1),
      ),
    ],
    [
      'id',
      'distinct whole numbers named id',
      numberColumn(
        'customerId',
        made((i) => (i * 7919) % 9973),
      ),
    ],
    ['id', 'distinct short texts', text('code', (i) => `A-${(i * 7919) % 9973}`)],
    ['id', 'distinct wide integers', { ...text('big', (i) => `9007199254741${i + 100}`), exact: 'int64' }],
    ['categorical', 'few texts', text('species', (i) => ['a', 'b', null][i % 3])],
    ['categorical', 'repeated cities', text('city', (i) => `City ${i % 60}`)],
    ['numeric', 'numbers in text with some gaps in words', text('total', (i) => (i % 30 ? `${i}.5` : 'n/a'))],
    ['text', 'prose', text('note', (i) => `the bird number ${i} flew against the left wing`)],
    [
      'text',
      'dates the reader did not know',
      text('when', (i) => `${(i % 12) + 1}/${(i % 28) + 1}/${1900 + (i % 97)}`),
    ],
    ['datetime', 'ISO dates in text', text('day', (i) => `2020-01-${String((i % 28) + 1).padStart(2, '0')}`)],
    [
      'datetime',
      'instants',
      datetimeColumn(
        'at',
        made((i) => i * 1000),
      ),
    ],
    [
      'boolean',
      'truth values',
      booleanColumn(
        'b',
        made((i) => i % 2 === 0),
      ),
    ],
    [
      'constant',
      'one value',
      numberColumn(
        'x',
        made(() => 5),
      ),
    ],
    [
      'constant',
      'no value',
      stringColumn(
        'x',
        made(() => null),
      ),
    ],
    ['categorical', 'one value with gaps', text('flag', (i) => (i % 2 ? 'yes' : null))],
  ];
  it.each(cases)('%s: %s', (role, _, column) => {
    expect(inferRole(column)).toBe(role);
  });

  it('does not call ten rows identifiers', () => {
    expect(inferRole(stringColumn('name', ['a', 'b', 'c', 'd', 'e']))).toBe('categorical');
    expect(inferRole(numberColumn('n', [0, 1, 2, 3, 4]))).toBe('numeric');
  });
});

it('follows the options before the values', () => {
  const table = tableOf(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => numberColumn(name, random)));
  const options = { target: 'a', timeColumn: 'b', groupColumn: 'c', idColumns: ['d'], exclude: ['e'] };
  expect(inferRoles(table, options).map(({ role }) => role)).toEqual([
    'target',
    'time',
    'group',
    'id',
    'excluded',
    'numeric',
  ]);
});
