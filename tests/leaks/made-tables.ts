/** Clean tables with honest relations of every kind of target: what predicts does so with noise, as measurements do. */
import { createRng } from '../../src/math/philox.ts';
import { booleanColumn, numberColumn, stringColumn } from '../../src/table/build.ts';
import { tableOf } from '../../src/table/table.ts';
import type { CleanTable } from './look.ts';

const kinds = ['binary', 'rare', 'multiclass', 'regression', 'skewed', 'gappy'] as const;

/** One table of each kind, with `rows` rows. */
export function madeTables(seed: number, rows: number): CleanTable[] {
  return kinds.map((kind) => {
    const rng = createRng(seed).split(kind);
    const made = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => make(row));
    const normal = () => made(() => rng.normal());
    const [a, b, c, noise] = [normal(), normal(), normal(), normal()];
    const town = made(() => rng.integer(12));
    const plan = made(() => rng.integer(3));
    const score = made((row) => a[row] + 0.8 * b[row] * (plan[row] === 0 ? 1 : 0.3) + 0.1 * town[row] + noise[row]);
    const gap = (share: number) => (kind === 'gappy' ? share : 0);
    const target = (row: number): string | number => {
      const value = score[row];
      if (kind === 'binary') return value > 0.6 ? 'yes' : 'no';
      if (kind === 'rare') return value > 3 ? 'fraud' : 'fine';
      if (kind === 'multiclass') return value < -0.3 ? 'low' : value < 1.4 ? 'middle' : 'high';
      if (kind === 'skewed') return Math.round(100 * Math.abs(value) * Math.abs(value) * Math.abs(value)) / 100;
      return Math.round(1000 * value) / 1000;
    };
    const values = made(target);
    const columns = [
      numberColumn('a', a),
      numberColumn(
        'b',
        b.map((value) => (rng.uniform() < gap(0.3) ? null : 40 + 12 * value)),
      ),
      numberColumn(
        'c',
        c.map((value, row) => (rng.uniform() < gap(score[row] > 1 ? 0.5 : 0.2) ? null : Math.round(10 * value))),
      ),
      stringColumn(
        'town',
        town.map((value) => `town ${value}`),
      ),
      stringColumn(
        'plan',
        plan.map((value) => ['basic', 'plus', 'pro'][value]),
      ),
      booleanColumn(
        'member',
        made((row) => rng.uniform() < 0.3 + 0.1 * plan[row]),
      ),
      numberColumn(
        'customer_id',
        made((row) => 5000 + ((row * 7919) % 104_729)),
      ),
      typeof values[0] === 'number' ? numberColumn('y', values as number[]) : stringColumn('y', values as string[]),
    ];
    return { name: kind, table: tableOf(columns), target: 'y' };
  });
}
