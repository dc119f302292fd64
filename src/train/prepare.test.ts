import { describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import { cell } from '../table/column.ts';
import { columnOf, type Table, tableOf } from '../table/table.ts';
import { checkFindings, inputsOf, prepare } from './prepare.ts';
import type { TrainRequest } from './request.ts';
import { splitOff } from './split-off.ts';

const request: TrainRequest = {
  plan: { source: 'made.csv', format: 'csv', files: [], columns: [], derive: [], options: {}, rows: 0 },
  target: 'y',
  name: 'made',
  idColumns: [],
  exclude: [],
  keep: [],
  allow: [],
  preset: 'balanced',
  budgetMs: 0,
  seed: 7,
  threads: 1,
};

const n = 60;
const rows = Array.from({ length: n }, (_, row) => row);
const scattered = (row: number, by: number) => (row * by) % 61;

const table = tableOf([
  numberColumn(
    'x',
    rows.map((row) => scattered(row, 17) / 4),
  ),
  stringColumn(
    'shop',
    rows.map((row) => (row % 10 === 0 ? null : `s${row % 4}`)),
  ),
  datetimeColumn(
    'day',
    rows.map((row) => (row === 5 ? null : 86_400_000 * scattered(row, 23))),
  ),
  booleanColumn(
    'flag',
    rows.map((row) => scattered(row, 31) > 30),
  ),
  stringColumn(
    'y',
    rows.map((row) => (row === 7 ? null : scattered(row, 29) > 25 ? 'yes' : 'no')),
  ),
]);

const roleOf = (data: Table, asked: Partial<TrainRequest> = {}) =>
  Object.fromEntries(prepare(data, { ...request, ...asked }).roles.map(({ name, role }) => [name, role]));

describe('prepare', () => {
  it('leaves out rows without a target, and those without a time where time matters', () => {
    const plain = prepare(table, request);
    expect(plain.table.nRows).toBe(n - 1);
    expect(plain.times).toBeUndefined();
    const timed = prepare(table, { ...request, timeColumn: 'day' });
    expect(timed.table.nRows).toBe(n - 2);
    for (const prepared of [plain, timed]) {
      const { target } = prepared;
      for (let row = 0; row < prepared.table.nRows; row++) {
        expect(target.classes[target.values[row]]).toBe(cell(columnOf(prepared.table, 'y'), row));
        if (prepared.times) {
          expect(new Date(prepared.times[row]).toISOString()).toBe(cell(columnOf(prepared.table, 'day'), row));
        }
      }
    }
  });

  it('counts the earlier rows that are left', () => {
    expect(prepare(table, request, 7).earlierRows).toBe(7);
    expect(prepare(table, request, 8).earlierRows).toBe(7);
    expect(prepare(table, { ...request, timeColumn: 'day' }, 8).earlierRows).toBe(6);
    expect(prepare(table, request).earlierRows).toBe(0);
  });

  it('makes each row without a group a group of its own', () => {
    const { groups, table: kept } = prepare(table, { ...request, groupColumn: 'shop' });
    const shops = Array.from({ length: kept.nRows }, (_, row) => cell(columnOf(kept, 'shop'), row));
    const known = new Set(Array.from(groups!).filter((_, row) => shops[row] !== null));
    const alone = Array.from(groups!).filter((_, row) => shops[row] === null);
    expect([known.size, new Set(alone).size]).toEqual([4, alone.length]);
    expect(alone.filter((group) => known.has(group))).toEqual([]);
    expect(alone.length).toBe(6);
  });

  it('gives columns their roles; an instant that orders rows is learned from, a number that does is not', () => {
    expect(roleOf(table)).toEqual({ x: 'numeric', shop: 'categorical', day: 'datetime', flag: 'boolean', y: 'target' });
    const asked = { timeColumn: 'x', groupColumn: 'shop', idColumns: ['flag'], exclude: ['day'] };
    expect(roleOf(table, asked)).toEqual({ x: 'time', shop: 'group', day: 'excluded', flag: 'id', y: 'target' });
    expect(prepare(table, { ...request, ...asked }).features).toEqual([]);
    const features = prepare(table, { ...request, timeColumn: 'day' }).features.map(({ name, role }) => [name, role]);
    expect(features).toContainEqual(['day', 'datetime']);
  });

  it('leaves out rows of weight 0; a weight column is no feature, and its weights have a mean of 1', () => {
    const weighed = tableOf([
      ...table.columns,
      numberColumn(
        'w',
        rows.map((row) => row % 3),
      ),
    ]);
    const { table: kept, weights, weightless, target, features } = prepare(weighed, { ...request, weightColumn: 'w' });
    expect(kept.nRows).toBe(40 - 1);
    expect(weightless).toBe(20);
    expect(target.values.length).toBe(kept.nRows);
    const mean = weights!.reduce((sum, weight) => sum + weight, 0) / kept.nRows;
    expect(mean).toBeCloseTo(1, 12);
    for (let row = 0; row < kept.nRows; row++) {
      expect(weights![row] / weights![0]).toBeCloseTo(
        Number(cell(columnOf(kept, 'w'), row)) / Number(cell(columnOf(kept, 'w'), 0)),
        12,
      );
      expect(target.classes[target.values[row]]).toBe(cell(columnOf(kept, 'y'), row));
    }
    expect(features.map(({ name }) => name)).not.toContain('w');
    expect(() => prepare(weighed, { ...request, weightColumn: 'y' })).toThrow(
      expect.objectContaining({ code: 'PARAM_INVALID' }),
    );
  });

  it('asks for sensitive columns that answers are decided by, also where they are not learned from', () => {
    const fairness = { sensitive: ['shop'], exclude: true, minSupport: 5, intersect: true };
    const asked = { ...request, exclude: ['day'], fairness };
    const byGroup = prepare(table, {
      ...asked,
      mitigation: { method: 'thresholds', constraint: 'demographic_parity' },
    });
    expect(byGroup.features.map(({ name }) => name)).toEqual(['x', 'flag']);
    expect(inputsOf(byGroup).columns.map(({ name }) => name)).toEqual(['x', 'flag', 'shop']);
    const reweighed = prepare(table, { ...asked, mitigation: { method: 'reweighing' } });
    expect(inputsOf(reweighed).columns.map(({ name }) => name)).toEqual(['x', 'flag']);
    expect(new Set(reweighed.balance).size).toBe(5);
    expect(prepare(table, asked).balance).toBeUndefined();
  });

  it('takes the sources of derived columns for no features, unless they are kept', () => {
    const derive = [
      { name: 'y', expression: 'x > 3', sources: ['x', 'flag'], kind: 'boolean', sqlType: 'BOOLEAN' },
    ] as const;
    const plan = { ...request.plan, derive };
    expect(roleOf(table, { plan })).toMatchObject({ x: 'excluded', flag: 'excluded', shop: 'categorical' });
    expect(roleOf(table, { plan, keep: ['flag'] })).toMatchObject({ x: 'excluded', flag: 'boolean' });
  });

  it.each(['idColumns', 'exclude', 'keep'])(
    'refuses a name in %s that no column has, but not where a champion is challenged',
    (option) => {
      const asked = { ...request, [option]: ['nope'] };
      expect(() => prepare(table, asked)).toThrow(
        expect.objectContaining({ code: 'COLUMN_NOT_FOUND', details: expect.objectContaining({ column: 'nope' }) }),
      );
      expect(prepare(table, { ...asked, challenges: 'made@1' }).table.nRows).toBe(n - 1);
    },
  );

  it.each([['timeColumn'], ['groupColumn'], ['target']])('refuses a %s that no column has', (option) => {
    expect(() => prepare(table, { ...request, [option]: 'nope' })).toThrow(
      expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }),
    );
  });

  it('refuses texts as times, and fewer rows than any split can use', () => {
    expect(() => prepare(table, { ...request, timeColumn: 'shop' })).toThrow(
      expect.objectContaining({ code: 'PARAM_INVALID', details: expect.objectContaining({ name: 'timeColumn' }) }),
    );
    const few = tableOf([
      numberColumn('x', rows.slice(0, 9)),
      stringColumn(
        'y',
        rows.slice(0, 9).map((row) => `${row % 2}`),
      ),
    ]);
    expect(() => prepare(few, request)).toThrow(expect.objectContaining({ code: 'ROWS_TOO_FEW' }));
  });

  it.each<[string, readonly (string | number)[], Partial<TrainRequest>, string]>([
    [
      'two times',
      rows.map((row) => row % 2),
      { timeColumn: 'by' },
      'time column "by": expected at least 3 different times',
    ],
    [
      'two groups',
      rows.map((row) => row % 2),
      { groupColumn: 'by' },
      'group column "by": expected at least 3 different groups',
    ],
  ])('refuses %s, which leave nothing to choose by', (_, by, asked, says) => {
    const data = tableOf([...table.columns, numberColumn('by', by.map(Number))]);
    expect(() => prepare(data, { ...request, ...asked })).toThrow(says);
    const three = tableOf([
      ...table.columns,
      numberColumn(
        'by',
        rows.map((row) => row % 3),
      ),
    ]);
    expect(prepare(three, { ...request, ...asked }).table.nRows).toBe(n - 1);
  });

  it.each<[string, (row: number) => number, boolean]>([
    ['every class has one row', (row) => row, false],
    ['every class has two rows', (row) => Math.floor(row / 2), false],
    ['one class has three rows and the others two', (row) => (row < 3 ? 0 : Math.ceil((row - 2) / 2)), false],
    ['every class has three rows', (row) => Math.floor(row / 3), true],
    ['one class has many rows and the others one', (row) => Math.max(0, row - 20), true],
  ])('says whether rows can be divided where %s', (_, classOf, divisible) => {
    const labels = stringColumn(
      'label',
      rows.map((row) => `k${classOf(row)}`),
    );
    const data = tableOf([...table.columns, labels]);
    const prepared = () => prepare(data, { ...request, target: 'label' });
    if (divisible) expect(prepared().table.nRows).toBe(n);
    else
      expect(prepared).toThrow(
        /target "label": expected at least one class with 4 rows.*got \d+ classes, the largest of [123]/,
      );
  });

  it('changes nothing and gives the same answer again', () => {
    const before = structuredClone(table);
    const asked = { ...request, timeColumn: 'day', groupColumn: 'shop' };
    expect(prepare(table, asked)).toEqual(prepare(table, asked));
    expect(table).toEqual(before);
  });
});

describe('checkFindings', () => {
  const copied = tableOf([...table.columns, { ...table.columns[4], name: 'copy' }]);
  const check = (data: Table, asked: Partial<TrainRequest> = {}) => {
    const all = { ...request, ...asked };
    const prepared = prepare(data, all);
    return checkFindings(data, prepared, all, splitOff(prepared, all));
  };

  it('stops at an error-level finding, naming its code and column, unless it is allowed', () => {
    expect(() => check(copied)).toThrow(
      expect.objectContaining({
        code: 'FINDINGS_STOP',
        exit: 3,
        message: expect.stringContaining('target_copy (copy)'),
      }),
    );
    const findings = check(copied, { allow: ['target_copy'] });
    expect(findings.map(({ code }) => code)).toContain('target_copy');
    expect(check(copied, { exclude: ['copy'] }).map(({ code }) => code)).not.toContain('target_copy');
  });

  it('does not stop at warnings, and says how many rows lack a target', () => {
    const findings = check(table);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(findings.find(({ code }) => code === 'target_missing')?.message).toMatch(/\b1\b/);
    expect(findings.map(({ code }) => code)).not.toContain('time_missing');
    const timed = check(table, { timeColumn: 'day' });
    expect(timed.map(({ code }) => code)).toEqual(expect.arrayContaining(['target_missing', 'time_missing']));
  });

  it('refuses a table with no column to learn from, and says what its columns are', () => {
    const exclude = ['x', 'shop', 'day', 'flag'];
    expect(() => check(table, { exclude })).toThrow(
      expect.objectContaining({ code: 'VALUE_INVALID', message: expect.stringContaining('x (excluded)') }),
    );
  });
});
