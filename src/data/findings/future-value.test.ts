/** Columns that know what happens after the time of their row. */
import { describe, expect, it } from 'vitest';
import { codes, look, made, yColumn } from '../../../tests/data/planted-table.ts';
import { datetimeColumn, numberColumn } from '../../table/build.ts';
import type { Column } from '../../table/column.ts';

const instants = made((row) => Date.UTC(2024, 0, 1) + row * 3_600_000);

describe('values of the future', () => {
  const at = datetimeColumn('at', instants);
  const shifted = (name: string, ms: (row: number) => number) =>
    datetimeColumn(
      name,
      made((row) => instants[row] + ms(row)),
    );
  const found = (...extra: Column[]) => codes(look(yColumn, [at, ...extra], { timeColumn: 'at' }));

  it('are found', () => {
    const later = shifted('closed', (row) => (row % 40) * 7_000_000 + 1);
    expect(look(yColumn, [at, later], { timeColumn: 'at' })).toMatchObject([
      { code: 'future_value', severity: 'error', column: 'closed' },
    ]);
    const unix = numberColumn(
      'returned',
      made((row) => Math.floor(instants[row] / 1000) + 86_400 * (1 + (row % 9))),
    );
    expect(found(unix)).toEqual(['future_value returned']);
    expect(codes(look(yColumn, [at, later]))).toEqual([]);
  });

  it('are not the past, a time zone, the same day, or now and then', () => {
    expect(found(shifted('born', (row) => -1e9 * (row % 40)))).toEqual([]);
    expect(found(shifted('local', (row) => (row < 200 ? 10 : 11) * 3_600_000))).toEqual([]);
    expect(found(shifted('retry', (row) => (row % 3 === 0 ? 1 : -1) * (row % 50) * 1e7))).toEqual([]);
    const day = datetimeColumn(
      'at',
      instants.map((instant) => instant - (instant % 86_400_000)),
    );
    const within = datetimeColumn(
      'scanned',
      made((row) => instants[row] + (row % 7) * 1000),
    );
    expect(codes(look(yColumn, [day, within], { timeColumn: 'at' }))).toEqual([]);
  });

  it('that sound planned are a warning', () => {
    const due = shifted('due_date', (row) => (1 + (row % 9)) * 86_400_000);
    expect(look(yColumn, [at, due], { timeColumn: 'at' })).toMatchObject([
      { code: 'future_value', severity: 'warning' },
    ]);
  });

  it('are found where availability is declared', () => {
    const known = shifted('known', (row) => (row === 7 ? 1 : -1));
    const input = { timeColumn: 'at', availableAt: { a: 'known' } };
    expect(look(yColumn, [at, known], input)).toMatchObject([{ code: 'future_value', severity: 'error', column: 'a' }]);
  });
});
