/** exp, expm1, log, log1p, sigmoid and pow against exact values, their special values and their laws. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, expm1 } from './exp.ts';
import { log, log1p } from './log.ts';
import { pow } from './pow.ts';
import { sigmoid } from './sigmoid.ts';

const reference = new URL('../../tests/reference/math/', import.meta.url);
const { count, functions } = JSON.parse(readFileSync(new URL('elementary.json', reference), 'utf8')) as {
  count: number;
  functions: { name: string; arguments: number }[];
};
const view = new DataView(readFileSync(new URL('elementary.bin', reference)).buffer);
const bodies: Record<string, (x: number, y: number) => number> = { exp, expm1, log, log1p, sigmoid, pow };
const limits: Record<string, number> = { exp: 1, expm1: 1, log: 1, log1p: 1, sigmoid: 2, pow: 1 };

/** Distance from a finite number to the next one away from 0. */
function lastPlace(x: number): number {
  const scratch = new DataView(new ArrayBuffer(8));
  scratch.setFloat64(0, Math.abs(x));
  scratch.setBigInt64(0, scratch.getBigInt64(0) + 1n);
  const next = scratch.getFloat64(0);
  return Number.isFinite(next) ? next - Math.abs(x) : 2 ** 971;
}

let offset = 0;
function doubles(length: number): Float64Array {
  const start = offset;
  offset += 8 * length;
  return Float64Array.from({ length }, (_, i) => view.getFloat64(start + 8 * i, true));
}
function floats(length: number): Float64Array {
  const start = offset;
  offset += 4 * length;
  return Float64Array.from({ length }, (_, i) => view.getFloat32(start + 4 * i, true));
}
const points = functions.map(({ name, arguments: arity }) => {
  const columns = Array.from({ length: arity }, () => doubles(count));
  return { name, columns, values: doubles(count), rests: floats(count) };
});

describe('against exact values', () => {
  it('reads the whole reference', () => {
    expect(offset).toBe(view.byteLength);
    expect(points.map(({ name }) => name).sort()).toEqual(Object.keys(bodies).sort());
  });

  it.each(points.map((point) => [point.name, limits[point.name], point] as const))(
    '%s is within %d ulp',
    (name, limit, at) => {
      let worst = 0;
      let worstAt = '';
      for (let i = 0; i < count; i++) {
        const [x, y] = at.columns.map((column) => column[i]);
        const apart = (bodies[name](x, y) - at.values[i]) / lastPlace(at.values[i]) - at.rests[i];
        if (Math.abs(apart) <= worst) continue;
        worst = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.abs(apart);
        worstAt = `${name}(${at.columns.map((column) => column[i]).join(', ')})`;
      }
      expect(worst, worstAt).toBeLessThanOrEqual(limit);
    },
  );
});

describe('special values', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf, MIN_VALUE: tiny, MAX_VALUE: huge } = Number;
  const table: [string, (x: number) => number, [number, number][]][] = [
    [
      'exp',
      exp,
      [
        [nan, nan],
        [inf, inf],
        [-inf, 0],
        [0, 1],
        [-0, 1],
        [1, Math.E],
        [710, inf],
        [huge, inf],
        [-746, 0],
        [-huge, 0],
        [tiny, 1],
        [-tiny, 1],
        [709.781, 1.7946165138991433e308],
        [709.782712893384, 1.7976931348622732e308],
        [-745.1332191019411, tiny],
      ],
    ],
    [
      'expm1',
      expm1,
      [
        [nan, nan],
        [inf, inf],
        [-inf, -1],
        [0, 0],
        [-0, -0],
        [tiny, tiny],
        [-tiny, -tiny],
        [710, inf],
        [-50, -1],
        [-huge, -1],
      ],
    ],
    [
      'log',
      log,
      [
        [nan, nan],
        [inf, inf],
        [-inf, nan],
        [0, -inf],
        [-0, -inf],
        [-tiny, nan],
        [-1, nan],
        [1, 0],
        [2, Math.LN2],
        [tiny, -744.4400719213812],
        [huge, 709.782712893384],
      ],
    ],
    [
      'log1p',
      log1p,
      [
        [nan, nan],
        [inf, inf],
        [-inf, nan],
        [0, 0],
        [-0, -0],
        [-1, -inf],
        [-1.0000000000000002, nan],
        [tiny, tiny],
        [-tiny, -tiny],
        [1, Math.LN2],
        [huge, 709.782712893384],
      ],
    ],
    [
      'sigmoid',
      sigmoid,
      [
        [nan, nan],
        [inf, 1],
        [-inf, 0],
        [0, 0.5],
        [-0, 0.5],
        [huge, 1],
        [-huge, 0],
        [tiny, 0.5],
        [800, 1],
        [-800, 0],
      ],
    ],
  ];

  it.each(table)('%s', (_, body, cases) => {
    for (const [x, expected] of cases) expect([x, body(x)]).toEqual([x, expected]);
  });

  it('pow agrees with the language on all pairs of them', () => {
    const values = [
      nan,
      inf,
      -inf,
      0,
      -0,
      1,
      -1,
      0.5,
      -0.5,
      2,
      -2,
      3,
      -3,
      tiny,
      -tiny,
      huge,
      -huge,
      1e20,
      1e300,
      -1e20,
      2 ** 53,
      2 ** 53 - 1,
      1 - 2 ** -53,
      1 + 2 ** -52,
    ];
    for (const x of values) {
      for (const y of values) {
        const expected = x ** y;
        const got = pow(x, y);
        const close = expected === got || Math.abs(got / expected - 1) < 1e-15;
        expect([x, y, close && Object.is(Math.sign(got), Math.sign(expected)) ? expected : got]).toEqual([
          x,
          y,
          expected,
        ]);
      }
    }
  });

  it('pow is exact where the result is a whole number or a power of two', () => {
    for (let base = 1; base <= 30; base++) {
      for (let y = 0, power = 1; power < 2 ** 53; y++, power *= base) {
        expect([base, y, pow(base, y)]).toEqual([base, y, power]);
        if (base === 1 && y > 5) break;
      }
    }
    for (let y = -1074; y <= 1023; y++)
      expect(pow(2, y)).toBe(y < 0 ? 1 / 2 ** Math.min(-y, 1022) / 2 ** Math.max(0, -y - 1022) : 2 ** y);
    expect(pow(-3, 3)).toBe(-27);
    expect(pow(9, 0.5)).toBe(3);
  });
});

describe('laws', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  const near = (x: number, ulps: number) => x + ulps * lastPlace(x);

  it('exp, expm1, log, log1p and sigmoid never fall by more than their error as x grows', () => {
    for (const name of ['exp', 'expm1', 'log', 'log1p', 'sigmoid']) {
      fc.assert(
        fc.property(finite, fc.integer({ min: 1, max: 1000 }), (x, steps) => {
          const low = bodies[name](x, 0);
          const high = bodies[name](near(x, steps), 0);
          return (
            Number.isNaN(low) || Number.isNaN(high) || high >= low - 2 * limits[name] * lastPlace(low) || high === low
          );
        }),
        { numRuns: 2000 },
      );
    }
  });

  it('a power of two as a factor moves the logarithm by whole multiples of ln 2, and log undoes exp', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        const back = log(exp(x));
        expect(Math.abs(back - x)).toBeLessThanOrEqual(2 ** -52 + 2 * lastPlace(x));
        expect(Math.abs(log(2 ** 10 * exp(x / 2)) - (x / 2 + 10 * Math.LN2))).toBeLessThanOrEqual(2 ** -42);
      }),
    );
  });

  it('sigmoid stays within 0 and 1, and turns around 0', () => {
    fc.assert(
      fc.property(finite, (x) => {
        const value = sigmoid(x);
        expect(value >= 0 && value <= 1).toBe(true);
        expect(Math.abs(value + sigmoid(-x) - 1)).toBeLessThanOrEqual(4 * Number.EPSILON);
      }),
    );
  });
});
