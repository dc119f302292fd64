import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import type { NumberColumn } from '../table/column.ts';
import { columnOf, type Table, tableOf } from '../table/table.ts';
import { permutationImportance } from './importance.ts';

const rng = createRng(41);
const n = 1200;
const column = (name: string): NumberColumn => ({
  kind: 'number',
  name,
  integer: false,
  values: Float64Array.from({ length: n }, () => rng.normal()),
});
const X = tableOf([column('noise'), column('weak'), column('strong'), column('ignored')]);
const valuesOf = (table: Table, name: string) => (columnOf(table, name) as NumberColumn).values;
/** Knows the truth, and looks at noise a little. */
const predict = (table: Table) => ({
  values: valuesOf(table, 'strong').map(
    (strong, row) => 2 * strong + valuesOf(table, 'weak')[row] + 0.01 * valuesOf(table, 'noise')[row],
  ),
});
const target = {
  task: 'regression' as const,
  classes: [],
  values: predict(X).values.map((value) => value + 0.5 * rng.normal()),
};
const request = { predict, X, target, metric: metricByName('rmse'), seed: 5 };

describe('permutation importance', () => {
  const found = permutationImportance(request);

  it('orders columns by what the model loses without them', () => {
    expect(found.map(({ feature }) => feature).slice(0, 2)).toEqual(['strong', 'weak']);
    const [strong, weak, ...rest] = found;
    // Shuffling a column adds twice its variance: rmse from 0.5 to sqrt(0.25 + 8) and sqrt(0.25 + 2).
    expect(strong.value).toBeCloseTo(2.37, 0);
    expect(weak.value).toBeCloseTo(1, 0);
    expect(strong.ci![0]).toBeGreaterThan(weak.ci![1]);
    for (const { value } of rest) expect(Math.abs(value!)).toBeLessThan(0.01);
    for (const { pValue } of [strong, weak]) expect(pValue).toBeLessThan(1e-6);
  });

  it('of an ignored column is exactly 0, and of noise within its interval', () => {
    expect(found.find(({ feature }) => feature === 'ignored')).toEqual({
      feature: 'ignored',
      value: 0,
      ci: [0, 0],
      pValue: 1,
    });
    const noise = found.find(({ feature }) => feature === 'noise')!;
    expect(noise.ci![0]).toBeLessThan(0.001);
    expect(noise.ci![1]).toBeGreaterThan(-0.001);
  });

  it('is the same for the same seed, whatever the other columns', () => {
    expect(permutationImportance(request)).toEqual(found);
    const fewer = permutationImportance({ ...request, X: tableOf([...X.columns].reverse()) });
    const value = (list: typeof found, name: string) => list.find(({ feature }) => feature === name)!.value;
    for (const name of ['strong', 'weak', 'noise']) expect(value(fewer, name)).toBe(value(found, name));
    expect(permutationImportance({ ...request, seed: 6 })).not.toEqual(found);
  });

  it('looks at a sample of the rows, and leaves X untouched', () => {
    const sizes = new Set<number>();
    const before = valuesOf(X, 'strong').slice();
    permutationImportance({
      ...request,
      maxRows: 300,
      repeats: 2,
      predict: (table) => {
        sizes.add(table.nRows);
        return predict(table);
      },
    });
    expect([...sizes]).toEqual([300]);
    expect(valuesOf(X, 'strong')).toEqual(before);
  });

  it('counts a gain as a loss for metrics that are maximised too', () => {
    const [first] = permutationImportance({ ...request, metric: metricByName('r2') });
    expect(first.feature).toBe('strong');
    expect(first.value).toBeGreaterThan(0.5);
  });
});
