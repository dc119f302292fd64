/** Each rule finds what is planted, and nothing else does. */
import { describe, expect, it } from 'vitest';
import { base, clean, codes, look, made, n, rng, y, yColumn, z, zColumn } from '../../../tests/data/planted-table.ts';
import { metricByName } from '../../metrics/index.ts';
import { numberColumn, stringColumn } from '../../table/build.ts';
import type { Column } from '../../table/column.ts';
import { tableOf, takeRows } from '../../table/table.ts';
import type { Target } from '../../table/task.ts';
import { readTarget } from '../target.ts';
import { dataFindings, findingRules } from './index.ts';

describe('planted trouble', () => {
  it.each([
    ['binary', ['a', 'b']],
    ['multiclass', ['a', 'b', 'c']],
  ] as const)('of unbalanced classes names metrics that fit task %s', (task, [common, ...rare]) => {
    const labels = made((row) => (row % 40 < rare.length ? rare[row % 40] : common));
    const finding = look(stringColumn('t', labels), []).find(({ code }) => code === 'class_imbalance');
    const named = /judge by (.*) \(--metric\)/.exec(finding?.message ?? '')?.[1].split(/, | or /) ?? [];
    expect(named).toHaveLength(3);
    for (const name of named) expect(metricByName(name).tasks).toContain(task);
  });

  it('is absent from the clean table', () => {
    expect(look(yColumn, [])).toEqual([]);
    expect(look(zColumn, [])).toEqual([]);
  });

  it('a constant target', () => {
    expect(
      look(
        stringColumn(
          't',
          made(() => 'same'),
        ),
        [],
      ),
    ).toMatchObject([{ code: 'target_constant', severity: 'error', column: 't' }]);
    expect(
      codes(
        look(
          numberColumn(
            't',
            made(() => 5),
          ),
          [],
        ),
      ),
    ).toEqual(['target_constant t']);
  });

  it('rows without a target', () => {
    expect(look(yColumn, [], { targetMissing: 100 })).toMatchObject([{ code: 'target_missing', severity: 'warning' }]);
  });

  it('rows without a time, where rows are ordered by time', () => {
    const missing = { timeMissing: 60, targetMissing: 40 };
    const [target, time] = look(yColumn, [], { ...missing, timeColumn: 'day' });
    expect(target).toMatchObject({ code: 'target_missing', message: expect.stringContaining('40 of') });
    expect(time).toMatchObject({ code: 'time_missing', column: 'day', message: expect.stringContaining('60 of') });
    expect(look(yColumn, [], { ...missing, targetMissing: 0 })).toEqual([]);
  });

  it.each<[string, Column, Column[]]>([
    [
      'suspicious_score leak',
      zColumn,
      [
        numberColumn(
          'leak',
          z.map((value) => value + 0.1 * rng.normal()),
        ),
      ],
    ],
    [
      'suspicious_score leak',
      yColumn,
      [
        numberColumn(
          'leak',
          z.map((value) => value + 0.05 * rng.normal()),
        ),
      ],
    ],
    [
      'label_in_text leak',
      yColumn,
      [
        stringColumn(
          'leak',
          z.map((value) => `band ${Math.min(9, Math.floor(Math.abs(value) * 2))}${value > 0}`),
        ),
      ],
    ],
    [
      'suspicious_pair part',
      zColumn,
      [
        numberColumn('part', base.part),
        numberColumn(
          'rest',
          z.map((value, i) => value - base.part[i]),
        ),
      ],
    ],
    [
      'id_like customer_id',
      yColumn,
      [
        numberColumn(
          'customer_id',
          made((row) => (row * 7919) % 9973),
        ),
      ],
    ],
    [
      'id_like code',
      yColumn,
      [
        stringColumn(
          'code',
          made((row) => `K${(row * 7919) % 9973}`),
        ),
      ],
    ],
    [
      'constant_column one',
      yColumn,
      [
        numberColumn(
          'one',
          made(() => 1),
        ),
      ],
    ],
    [
      'constant_column none',
      yColumn,
      [
        stringColumn(
          'none',
          made(() => null),
        ),
      ],
    ],
    [
      'high_missing gaps',
      yColumn,
      [
        numberColumn(
          'gaps',
          made((row) => (row % 3 ? null : rng.normal())),
        ),
      ],
    ],
    [
      'mixed_types mix',
      yColumn,
      [
        stringColumn(
          'mix',
          made((row) => (row % 2 ? String(row % 90) : `code ${row % 50}`)),
        ),
      ],
    ],
    [
      'text_like note',
      yColumn,
      [
        stringColumn(
          'note',
          made((row) => `row ${row} was written by a person who likes words`),
        ),
      ],
    ],
    [
      'date_like when',
      yColumn,
      [
        stringColumn(
          'when',
          made((row) => `${1 + (row % 12)}/${1 + (row % 28)}/2024 10:15`),
        ),
      ],
    ],
    [
      'date_like when',
      yColumn,
      [
        stringColumn(
          'when',
          made((row) => `${1 + (row % 28)} Mar 20${10 + (row % 14)}`),
        ),
      ],
    ],
    [
      'date_like packed',
      yColumn,
      [
        numberColumn(
          'packed',
          made((row) => 20240100 + (1 + (row % 31))),
        ),
      ],
    ],
    [
      'class_imbalance t',
      stringColumn(
        't',
        made((row) => (row % 20 ? 'a' : 'b')),
      ),
      [],
    ],
    [
      'rare_class t',
      stringColumn(
        't',
        made((row) => (row < 4 ? 'rare' : 'ab'[row % 2])),
      ),
      [],
    ],
  ])('%s', (expected, target, extra) => {
    const findings = look(target, extra);
    expect(codes(findings)).toContain(expected);
    const expectedSeverity = (code: string) => (code === 'text_like' ? 'info' : 'warning');
    expect(findings.every(({ code, severity }) => severity === expectedSeverity(code))).toBe(true);
    expect(new Set(findings.map(({ column }) => column))).toEqual(new Set([extra[0]?.name ?? target.name]));
  });

  it('duplicate rows, many as a warning and few as information', () => {
    const table = tableOf([...clean, yColumn]);
    const withCopies = (count: number) => {
      const doubled = takeRows(
        table,
        Int32Array.from({ length: n + count }, (_, row) => (row < n ? row : (row - n) * 3)),
      );
      return dataFindings({ table: doubled, target: readTarget(doubled, 'y').target });
    };
    expect(withCopies(20)).toMatchObject([{ code: 'duplicate_rows', severity: 'warning' }]);
    expect(withCopies(20)[0].message).toContain('20 of 420 rows');
    expect(withCopies(2)).toMatchObject([{ code: 'duplicate_rows', severity: 'info' }]);
  });

  it('categories of the holdout that training never saw', () => {
    const rows = Int32Array.from({ length: n }, (_, row) => row);
    const split = { train: rows.subarray(0, 300), holdout: rows.subarray(300) };
    const shop = stringColumn(
      'shop',
      made((row) => (row > 380 ? 'new' : `shop ${row % 5}`)),
    );
    expect(look(yColumn, [shop], { split })).toMatchObject([
      { code: 'unseen_categories', severity: 'warning', column: 'shop' },
    ]);
    expect(look(yColumn, [shop], { split: { train: rows.subarray(100), holdout: rows.subarray(0, 100) } })).toEqual([]);
  });

  it('tells errors first, and the same of many columns once', () => {
    const constants = Array.from({ length: 30 }, (_, i) =>
      numberColumn(
        `k${i}`,
        made(() => i),
      ),
    );
    const findings = look(yColumn, [...constants, stringColumn('x', y)]);
    expect(findings[0].code).toBe('target_copy');
    expect(findings.filter(({ code }) => code === 'constant_column')).toHaveLength(11);
    expect(findings.at(-1)?.message).toContain('20 more columns');
  });

  it('every rule has a code of its own', () => {
    expect(new Set(findingRules.map(({ code }) => code)).size).toBe(findingRules.length);
  });

  it('survives one row, no rows, and columns without values', () => {
    const empty = tableOf([numberColumn('x', []), stringColumn('y', [])]);
    expect(dataFindings({ table: empty }).every(({ severity }) => severity === 'warning')).toBe(true);
    const one = tableOf([numberColumn('x', [1]), stringColumn('y', ['a'])]);
    expect(codes(dataFindings({ table: one, target: readTarget(one, 'y').target }))).toEqual(['target_constant y']);
    const target: Target = { name: 'y', task: 'regression', values: new Float64Array(2), classes: [] };
    expect(() => dataFindings({ table: one, target })).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
