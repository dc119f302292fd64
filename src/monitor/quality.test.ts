import { describe, expect, it } from 'vitest';
import { booleanColumn, numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { tableOf } from '../table/table.ts';
import { dataQuality } from './quality.ts';

const filled = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const n = 400;
const reference = {
  age: numberColumn(
    'age',
    filled(n, (i) => 18 + ((i * 37) % 60) + 0.5),
  ),
  city: stringColumn(
    'city',
    filled(n, (i) => ['Bern', 'Graz', 'Linz'][i % 3]),
  ),
  vip: booleanColumn(
    'vip',
    filled(n, (i) => i % 5 === 0),
  ),
  gaps: numberColumn(
    'gaps',
    filled(n, (i) => (i % 4 ? i / 3 : null)),
  ),
};
const look = (changed: readonly Column[]) => {
  const current = { ...reference, ...Object.fromEntries(changed.map((column) => [column.name, column])) };
  return dataQuality({ reference: tableOf(Object.values(reference)), current: tableOf(Object.values(current)) });
};
const codes = (changed: readonly Column[]) =>
  look(changed).map(({ code, column, severity }) => `${severity} ${code} ${column}`);

describe('data quality', () => {
  it('is silent where nothing changed, also for fewer rows and new columns', () => {
    expect(look([])).toEqual([]);
    expect(
      look([
        numberColumn(
          'extra',
          filled(n, (i) => i),
        ),
      ]),
    ).toEqual([]);
    const few = tableOf([
      numberColumn('age', [20.5]),
      stringColumn('city', ['Bern']),
      booleanColumn('vip', [true]),
      numberColumn('gaps', [1]),
    ]);
    expect(dataQuality({ reference: tableOf(Object.values(reference)), current: few })).toEqual([]);
  });

  it('says nothing about no rows', () => {
    expect(dataQuality({ reference: tableOf([reference.age]), current: tableOf([]) })).toEqual([]);
  });

  it.each<[string, Column]>([
    [
      'warning missing_values age',
      numberColumn(
        'age',
        filled(n, (i) => (i % 10 ? 30 : null)),
      ),
    ],
    [
      'error missing_values age',
      numberColumn(
        'age',
        filled(n, (i) => (i % 4 ? null : 30)),
      ),
    ],
    [
      'error missing_values city',
      stringColumn(
        'city',
        filled(n, () => null),
      ),
    ],
    [
      'warning unseen_categories city',
      stringColumn(
        'city',
        filled(n, (i) => (i % 20 ? 'Bern' : 'Wien')),
      ),
    ],
    [
      'warning out_of_range age',
      numberColumn(
        'age',
        filled(n, (i) => (i % 20 ? 30 : 90)),
      ),
    ],
    [
      'warning out_of_range age',
      numberColumn(
        'age',
        filled(n, (i) => (i === 7 ? -99_999 : 30)),
      ),
    ],
    [
      'warning out_of_range age',
      numberColumn(
        'age',
        filled(n, (i) => 1000 * (18 + (i % 60))),
      ),
    ],
    [
      'error type_violation age',
      stringColumn(
        'age',
        filled(n, (i) => (i % 9 ? '30' : 'thirty')),
      ),
    ],
    [
      'warning type_violation age',
      stringColumn(
        'age',
        filled(n, () => '30'),
      ),
    ],
    [
      'error type_violation vip',
      stringColumn(
        'vip',
        filled(n, () => 'yes'),
      ),
    ],
  ])('%s', (expected, column) => {
    expect(codes([column])).toEqual([expected]);
  });

  it('expects new categories where training saw many only once', () => {
    const names = (from: number) =>
      stringColumn(
        'name',
        filled(n, (i) => (i % 2 ? `name ${from + i}` : `name ${i % 20}`)),
      );
    const seen = (current: Column) => dataQuality({ reference: tableOf([names(1000)]), current: tableOf([current]) });
    expect(seen(names(5000))).toEqual([]);
    expect(
      seen(
        stringColumn(
          'name',
          filled(n, (i) => `other ${i % 90}`),
        ),
      ),
    ).toMatchObject([{ code: 'unseen_categories' }]);
  });

  it('notices categories that were only spelt differently', () => {
    const [alert] = look([
      stringColumn(
        'city',
        filled(n, (i) => (i % 2 ? 'BERN ' : 'Graz')),
      ),
    ]);
    expect(alert.message).toContain('200 of them known ones in another case');
  });

  it('tolerates a rare new category, values just outside, and gaps as in training', () => {
    expect(
      codes([
        stringColumn(
          'city',
          filled(n, (i) => (i < 2 ? 'Wien' : 'Bern')),
        ),
      ]),
    ).toEqual([]);
    expect(
      codes([
        numberColumn(
          'age',
          filled(n, (i) => (i < 3 ? 80 : 30)),
        ),
      ]),
    ).toEqual([]);
    expect(
      codes([
        numberColumn(
          'gaps',
          filled(n, (i) => (i % 10 < 7 ? 30 : null)),
        ),
      ]),
    ).toEqual([]);
  });

  it('names a column that is gone', () => {
    const alerts = dataQuality({
      reference: tableOf([reference.age, reference.vip]),
      current: tableOf([reference.vip]),
    });
    expect(alerts).toMatchObject([{ code: 'column_absent', severity: 'error', column: 'age' }]);
  });
});
