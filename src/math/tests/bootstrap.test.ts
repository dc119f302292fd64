/** Bootstrap intervals against scipy on the same resamples; determinism, coverage, and statistics that are not always there. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import type { Rng } from '../rng.ts';
import { bootstrapInterval } from './bootstrap.ts';

const { bootstrap } = JSON.parse(
  readFileSync(new URL('../../../tests/reference/math/tests.json', import.meta.url), 'utf8'),
) as { bootstrap: { sample: number[]; rows: number[][]; percentile: [number, number]; bca: [number, number] } };

beforeAll(() => distributionsReady());

const meanOf = (values: ArrayLike<number>) => (rows: Int32Array) => {
  let total = 0;
  for (const row of rows) total += values[row];
  return total / rows.length;
};

describe('bootstrapInterval', () => {
  it.each(['percentile', 'bca'] as const)('%s equals scipy on the same resamples', (method) => {
    const { sample, rows } = bootstrap;
    const drawn = rows.flat();
    let next = 0;
    const rng = { integer: () => drawn[next++] } as unknown as Rng;
    const { ci, replicates } = bootstrapInterval({
      n: sample.length,
      statistic: meanOf(sample),
      rng,
      resamples: rows.length,
      method,
    });
    expect(next).toBe(drawn.length);
    expect(replicates.length).toBe(rows.length);
    expect(Math.abs(ci[0] - bootstrap[method][0])).toBeLessThan(1e-12);
    expect(Math.abs(ci[1] - bootstrap[method][1])).toBeLessThan(1e-12);
  });

  it('repeats with the seed, and percentile is the default', () => {
    const values = Float64Array.from({ length: 30 }, (_, i) => i * i);
    const run = (seed: number, method?: 'percentile' | 'bca') =>
      bootstrapInterval({ n: 30, statistic: meanOf(values), rng: createRng(seed), method });
    expect(run(1)).toEqual(run(1));
    expect(run(1, 'bca')).toEqual(run(1, 'bca'));
    expect(run(1)).toEqual(run(1, 'percentile'));
    expect(run(1).replicates.length).toBe(1000);
    expect(run(1).ci).not.toEqual(run(2).ci);
    expect(run(1).ci).not.toEqual(run(1, 'bca').ci);
  });

  it.each(['percentile', 'bca'] as const)('%s covers about as often as it says', (method) => {
    const rng = createRng(7);
    let covered = 0;
    for (let i = 0; i < 400; i++) {
      const values = Float64Array.from({ length: 50 }, () => rng.normal());
      const { ci } = bootstrapInterval({
        n: 50,
        statistic: meanOf(values),
        rng: rng.split(String(i)),
        resamples: 300,
        level: 0.9,
        method,
      });
      if (ci[0] <= 0 && 0 <= ci[1]) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.84);
    expect(covered / 400).toBeLessThan(0.95);
  });

  it('bca leans towards the long tail of a skewed sample', () => {
    const rng = createRng(8);
    const values = Float64Array.from({ length: 500 }, () => 1 / (0.02 + rng.uniform()));
    const run = (method: 'percentile' | 'bca') =>
      bootstrapInterval({ n: 500, statistic: meanOf(values), rng: createRng(9), method }).ci;
    expect(run('bca')[0]).toBeGreaterThan(run('percentile')[0]);
    expect(run('bca')[1]).toBeGreaterThan(run('percentile')[1]);
  });

  it('a constant statistic has an interval of width 0', () => {
    for (const method of ['percentile', 'bca'] as const) {
      expect(bootstrapInterval({ n: 5, statistic: () => 3, rng: createRng(1), method, resamples: 50 }).ci).toEqual([
        3, 3,
      ]);
    }
  });

  it('bca keeps to the replicates where all lie on one side of the estimate', () => {
    const distinct = (rows: Int32Array) => new Set(rows).size;
    const { ci, replicates } = bootstrapInterval({ n: 20, statistic: distinct, rng: createRng(1), method: 'bca' });
    expect(Math.max(...replicates)).toBeLessThan(20);
    expect(ci[0]).toBeLessThanOrEqual(ci[1]);
    expect(ci[1]).toBe(Math.max(...replicates));
    for (const sign of [1, -1]) {
      const skewed = (rows: Int32Array) =>
        distinct(rows) + sign * meanOf(Float64Array.from({ length: 20 }, (_, i) => (i === 7 ? 0.5 : 0)))(rows);
      const lopsided = bootstrapInterval({ n: 20, statistic: skewed, rng: createRng(1), method: 'bca' });
      expect(lopsided.ci.every(Number.isFinite)).toBe(true);
    }
  });

  it('resamples without the statistic are left out; none at all gives NaN', () => {
    const values = [1, 2, 3, 4, 5, 6];
    const sometimes = (rows: Int32Array) => (rows[0] < 3 ? Number.NaN : meanOf(values)(rows));
    const { ci, replicates } = bootstrapInterval({ n: 6, statistic: sometimes, rng: createRng(1) });
    expect(replicates.some(Number.isNaN)).toBe(true);
    expect(ci.every(Number.isFinite)).toBe(true);
    for (const method of ['percentile', 'bca'] as const) {
      const none = bootstrapInterval({ n: 6, statistic: () => Number.NaN, rng: createRng(1), method, resamples: 20 });
      expect(none.ci).toEqual([Number.NaN, Number.NaN]);
    }
  });
});
