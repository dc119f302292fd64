/** Leaks under circumstances that hide them, and honest columns that look like leaks. */
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../../math/distributions.ts';
import { createRng } from '../../math/philox.ts';
import { datetimeColumn, numberColumn, stringColumn } from '../../table/build.ts';
import type { Column } from '../../table/column.ts';
import { tableOf } from '../../table/table.ts';
import { readTarget } from '../target.ts';
import { dataFindings } from './index.ts';

const n = 600;
const day = 86_400_000;
const rng = createRng(5);
const made = <T>(make: (row: number) => T): T[] => Array.from({ length: n }, (_, row) => make(row));
const rows = made((row) => row);
const coin = made(() => rng.integer(2));

/** Codes of what is told of the column "extra" beside a target. */
function told(target: Column, extra: Column, others: readonly Column[] = []): string[] {
  const table = tableOf([...others, extra, target]);
  const findings = dataFindings({ table, target: readTarget(table, target.name).target });
  return findings.flatMap(({ code, column, severity }) => (column === 'extra' && severity !== 'info' ? code : []));
}

const binary = (codes: readonly number[]) =>
  stringColumn(
    'y',
    codes.map((code) => (code === 1 ? 'yes' : 'no')),
  );

beforeAll(distributionsReady);

describe('leaks are told', () => {
  it('where the classes alternate from row to row', () => {
    const y = rows.map((row) => row % 2);
    const extra = numberColumn(
      'extra',
      y.map((code) => code + 0.1 * rng.normal()),
    );
    expect(told(binary(y), extra)).toEqual(['suspicious_score']);
  });

  it('where the target averaged over rows to come has a few values only', () => {
    const around = rows.map((row) => (row + 2 < n ? (coin[row] + coin[row + 1] + coin[row + 2]) / 3 : null));
    expect(told(binary(coin), numberColumn('extra', around))).toEqual(['future_aggregate']);
  });

  it('where the names of the classes differ in signs alone', () => {
    const names = coin.map((code) => (code === 1 ? '>50K' : '<=50K'));
    const text = names.map((name, row) => `entry ${row} of the list${rng.uniform() < 0.6 ? `, group ${name}` : ''}`);
    expect(told(stringColumn('y', names), stringColumn('extra', text))).toEqual(['label_in_text']);
  });

  it('where the name of one class is a part of the other', () => {
    const names = coin.map((code) => (code === 1 ? 'not paid' : 'paid'));
    const text = names.map((name, row) => `case ${row}${rng.uniform() < 0.5 ? ` was ${name}` : ' is open'}`);
    expect(told(stringColumn('y', names), stringColumn('extra', text))).toEqual(['label_in_text']);
  });

  it('where another column of instants comes before the one that orders what was filled in', () => {
    const order = rng.permutation(n);
    const at = rows.map((row) => Date.UTC(2024, 0, 1) + order[row] * day);
    const visited = rows.map(() => Date.UTC(2023, 0, 1) + rng.integer(300) * day);
    const extra = coin.map((code, row) => (order[row] < 0.8 * n ? code : rng.integer(2)) + 0.1 * rng.normal());
    const times = [datetimeColumn('visited', visited), datetimeColumn('at', at)];
    expect(told(binary(coin), numberColumn('extra', extra), times)).toEqual(['backfilled_value']);
  });

  it('where an identifier follows one of several classes', () => {
    const y = rows.map(() => (rng.uniform() < 0.8 ? 'common' : ['first', 'second'][rng.integer(2)]));
    const numbers = y.map((name, row) => (name === 'first' ? 1000 + row : 2000 + ((row * 7) % n)));
    const extra = stringColumn(
      'extra',
      numbers.map((value) => `R${value}`),
    );
    expect(told(stringColumn('y', y), extra)).toContain('id_order');
  });
});

describe('nothing is told', () => {
  it('of a calendar column that is a sum of another one over days to come', () => {
    const sunday = numberColumn(
      'sunday',
      rows.map((row) => (row % 7 === 6 ? 1 : 0)),
    );
    const extra = numberColumn(
      'extra',
      rows.map((row) => (row % 7 >= 5 ? 1 : 0)),
    );
    const when = datetimeColumn(
      'at',
      rows.map((row) => Date.UTC(2024, 0, 1) + row * day),
    );
    expect(told(binary(coin), extra, [when, sunday])).toEqual([]);
  });

  it('of a column as good late as early where the target hardly varies late, but that it is good', () => {
    const y = rows.map((row) => (row < 0.9 * n ? 10 : 0.3) * rng.normal());
    const extra = numberColumn(
      'extra',
      y.map((value) => value + 0.5 * rng.normal()),
    );
    expect(told(numberColumn('y', y), extra)).toEqual(['suspicious_score']);
  });
});

describe('leaks of a rare class are told', () => {
  const own = createRng(8);
  const many = 1200;
  const each = <T>(make: (row: number) => T): T[] => Array.from({ length: many }, (_, row) => make(row));
  const letters = each((row) => `class ${row % 26}`);
  const isLast = letters.map((name) => (name === 'class 25' ? 1 : 0));
  const rare = each(() => (own.uniform() < 0.03 ? '1' : '-1'));

  it('where one of many was averaged over later rows', () => {
    const order = own.permutation(many);
    const around = each(() => 0);
    for (let place = 0; place + 5 < many; place++) {
      for (let on = 0; on <= 5; on++) around[order[place]] += isLast[order[place + on]] / 6;
    }
    const at = each(() => 0);
    for (const [place, row] of order.entries()) at[row] = Date.UTC(2024, 0, 1) + place * day;
    const found = told(stringColumn('y', letters), numberColumn('extra', around), [datetimeColumn('at', at)]);
    expect(found).toEqual(['future_aggregate']);
  });

  it.each([0, 5])('where small categories hold its mean, drawn by %i rows to that of all', (weight) => {
    const category = each(() => own.integer(many / 6));
    const [sums, counts] = [new Map<number, number>(), new Map<number, number>()];
    for (const [row, one] of category.entries()) {
      sums.set(one, (sums.get(one) ?? 0) + isLast[row]);
      counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    const mean = isLast.reduce<number>((sum, value) => sum + value, 0) / many;
    const encoded = category.map((one) => (sums.get(one)! + weight * mean) / (counts.get(one)! + weight));
    expect(told(stringColumn('y', letters), numberColumn('extra', encoded))).toEqual(['target_encoding']);
    const elsewhere = encoded.map((value) => value + 0.001 * own.normal());
    expect(told(stringColumn('y', letters), numberColumn('extra', elsewhere))).toEqual([]);
  });

  it('where a text holds its name, a digit', () => {
    const text = rare.map((name, row) => `case ${many + row} of may${own.uniform() < 0.6 ? `, outcome: ${name}` : ''}`);
    expect(told(stringColumn('y', rare), stringColumn('extra', text))).toEqual(['label_in_text']);
    const shuffled = own.permutation(many);
    const other = each((row) => text[shuffled[row]]);
    expect(told(stringColumn('y', rare), stringColumn('extra', other))).toEqual([]);
  });

  it('where its rows crowd together in time', () => {
    const place = rare.map((name) => (name === '1' ? 0.9 : own.uniform()) + 0.05 * own.normal());
    const at = place.map((value) => Date.UTC(2024, 0, 1) + Math.round(value * 1000 * day));
    expect(told(stringColumn('y', rare), datetimeColumn('extra', at))).toEqual(['time_ignored']);
    const apart = each((row) => Date.UTC(2024, 0, 1) + ((row * 7919) % many) * day);
    expect(told(stringColumn('y', rare), datetimeColumn('extra', apart))).toEqual([]);
  });
});
