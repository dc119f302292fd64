/** Distribution functions and quantiles against values of 60 digits, at the ends of their range, and before the library is loaded. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as distributions from './distributions.ts';
import { createRng } from './philox.ts';

const { distributionsReady, ...functions } = distributions;
const { cases } = JSON.parse(
  readFileSync(new URL('../../tests/reference/math/distributions.json', import.meta.url), 'utf8'),
) as { cases: Record<string, number[][]> };
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

it('nothing works before distributionsReady, and the message says so', async () => {
  expect(() => distributions.normalCdf(0)).toThrow('distributionsReady');
  await Promise.all([distributionsReady(), distributionsReady()]);
  expect(distributions.normalCdf(0)).toBe(0.5);
});

describe('against 60 digits', () => {
  it('each function is looked at', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(functions).sort());
  });

  it.each(Object.keys(functions) as (keyof typeof functions)[])('%s is within its relative error', async (name) => {
    await distributionsReady();
    const body = functions[name] as (...values: number[]) => number;
    for (const row of cases[name]) {
      const expected = row[row.length - 1];
      const got = body(...row.slice(0, -1));
      const apart = Math.abs(got - expected) / (Math.abs(expected) || 1);
      expect(apart, `${name}(${row.slice(0, -1).join(', ')}) is ${got}, expected ${expected}`).toBeLessThan(
        name === 'studentTQuantile' ? 1e-9 : 1e-10,
      );
    }
  });
});

describe('at the ends', () => {
  const d = functions;
  const table: [string, () => number, number][] = [
    ['normalCdf(-inf)', () => d.normalCdf(-inf), 0],
    ['normalCdf(-39)', () => d.normalCdf(-39), 0],
    ['normalCdf(inf)', () => d.normalCdf(inf), 1],
    ['normalCdf(NaN)', () => d.normalCdf(nan), nan],
    ['normalQuantile(0)', () => d.normalQuantile(0), -inf],
    ['normalQuantile(1)', () => d.normalQuantile(1), inf],
    ['normalQuantile(0.5)', () => d.normalQuantile(0.5), 0],
    ['normalQuantile(1.1)', () => d.normalQuantile(1.1), nan],
    ['normalQuantile(NaN)', () => d.normalQuantile(nan), nan],
    ['studentTCdf(inf)', () => d.studentTCdf(inf, 3), 1],
    ['studentTCdf(-inf)', () => d.studentTCdf(-inf, 3), 0],
    ['studentTCdf(1e200)', () => d.studentTCdf(1e200, 3), 1],
    ['studentTCdf(NaN)', () => d.studentTCdf(nan, 3), nan],
    ['studentTCdf(1, 0)', () => d.studentTCdf(1, 0), nan],
    ['studentTQuantile(0)', () => d.studentTQuantile(0, 3), -inf],
    ['studentTQuantile(1)', () => d.studentTQuantile(1, 3), inf],
    ['studentTQuantile(0.5)', () => d.studentTQuantile(0.5, 3), 0],
    ['studentTQuantile(2)', () => d.studentTQuantile(2, 3), nan],
    ['studentTQuantile(0.4, -1)', () => d.studentTQuantile(0.4, -1), nan],
    ['chiSquareUpperTail(0)', () => d.chiSquareUpperTail(0, 2), 1],
    ['chiSquareUpperTail(-1)', () => d.chiSquareUpperTail(-1, 2), 1],
    ['chiSquareUpperTail(1e6)', () => d.chiSquareUpperTail(1e6, 2), 0],
    ['chiSquareUpperTail(inf)', () => d.chiSquareUpperTail(inf, 2), 0],
    ['chiSquareUpperTail(1, 0)', () => d.chiSquareUpperTail(1, 0), nan],
    ['chiSquareUpperTail(NaN)', () => d.chiSquareUpperTail(nan, 2), nan],
    ['chiSquareUpperQuantile(0)', () => d.chiSquareUpperQuantile(0, 2), inf],
    ['chiSquareUpperQuantile(1)', () => d.chiSquareUpperQuantile(1, 2), 0],
    ['chiSquareUpperQuantile(2)', () => d.chiSquareUpperQuantile(2, 2), nan],
    ['chiSquareUpperQuantile(., 0)', () => d.chiSquareUpperQuantile(0.05, 0), nan],
    ['betaCdf(0)', () => d.betaCdf(0, 2, 3), 0],
    ['betaCdf(1)', () => d.betaCdf(1, 2, 3), 1],
    ['betaCdf(1e-300)', () => d.betaCdf(1e-300, 20, 3), 0],
    ['betaCdf(NaN)', () => d.betaCdf(nan, 2, 3), nan],
    ['betaCdf(., -1)', () => d.betaCdf(0.5, -1, 3), nan],
    ['fUpperTail(0)', () => d.fUpperTail(0, 2, 3), 1],
    ['fUpperTail(inf)', () => d.fUpperTail(inf, 2, 3), 0],
    ['fUpperTail(NaN)', () => d.fUpperTail(nan, 2, 3), nan],
    ['fUpperTail(1, 0, 2)', () => d.fUpperTail(1, 0, 2), nan],
    ['kolmogorovUpperTail(0)', () => d.kolmogorovUpperTail(0), 1],
    ['kolmogorovUpperTail(1e-9)', () => d.kolmogorovUpperTail(1e-9), 1],
    ['kolmogorovUpperTail(inf)', () => d.kolmogorovUpperTail(inf), 0],
    ['kolmogorovUpperTail(NaN)', () => d.kolmogorovUpperTail(nan), nan],
    ['lgamma(0)', () => d.lgamma(0), inf],
    ['lgamma(-3)', () => d.lgamma(-3), inf],
    ['lgamma(inf)', () => d.lgamma(inf), inf],
    ['lgamma(1)', () => d.lgamma(1), 0],
    ['lgamma(NaN)', () => d.lgamma(nan), nan],
  ];

  it('no argument makes the library throw', async () => {
    await distributionsReady();
    const rng = createRng(1);
    const size = () => Math.exp(-7 + 21 * rng.uniform());
    const isShare = (value: number) => value >= 0 && value <= 1;
    for (let i = 0; i < 5000; i++) {
      const [x, a, b, p] = [size(), size(), size(), rng.uniform()];
      const shares = [
        d.normalCdf(-x),
        d.normalCdf(x),
        d.normalCdf(-50 * p),
        d.studentTCdf(-x, a),
        d.studentTCdf(x, a),
        d.chiSquareUpperTail(x, a),
        d.betaCdf(p, a, b),
        d.fUpperTail(x, a, b),
        d.kolmogorovUpperTail(x),
      ];
      expect(
        shares.findIndex((value) => !isShare(value)),
        `x=${x}, a=${a}, b=${b}, p=${p}`,
      ).toBe(-1);
      expect(Number.isNaN(d.normalQuantile(p)) || Number.isNaN(d.lgamma(x))).toBe(false);
    }
  });

  it.each(table)('%s', async (_, compute, expected) => {
    await distributionsReady();
    expect(compute() === expected || (Number.isNaN(expected) && Number.isNaN(compute())), String(compute())).toBe(true);
  });
});
