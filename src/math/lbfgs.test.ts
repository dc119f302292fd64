/** The optimiser on functions whose minima are known. */
import { expect, test } from 'vitest';
import { minimizeLbfgs } from './lbfgs.ts';

test('finds the minimum of a stretched bowl and of Rosenbrock in ten dimensions', () => {
  const bowl = minimizeLbfgs(
    (x) => ({
      value: x.reduce((sum, xi, i) => sum + (i + 1) ** 4 * (xi - i) ** 2, 0),
      gradient: x.map((xi, i) => 2 * (i + 1) ** 4 * (xi - i)),
    }),
    new Float64Array(6),
  );
  bowl.x.forEach((xi, i) => {
    expect(xi).toBeCloseTo(i, 6);
  });
  const valley = minimizeLbfgs(
    (x) => {
      const gradient = new Float64Array(x.length);
      let value = 0;
      for (let i = 0; i + 1 < x.length; i++) {
        const off = x[i + 1] - x[i] ** 2;
        value += 100 * off ** 2 + (1 - x[i]) ** 2;
        gradient[i] += -400 * x[i] * off - 2 * (1 - x[i]);
        gradient[i + 1] += 200 * off;
      }
      return { value, gradient };
    },
    new Float64Array(10).fill(-0.5),
    { maxIterations: 500 },
  );
  expect(valley.value).toBeLessThan(1e-9);
});

test('stays where nothing is lower, and stops after the allowed iterations', () => {
  const flat = minimizeLbfgs((x) => ({ value: 3, gradient: x.map(() => 0) }), Float64Array.of(1, 2));
  expect(flat).toEqual({ x: Float64Array.of(1, 2), value: 3 });
  const start = Float64Array.of(8);
  const once = minimizeLbfgs((x) => ({ value: x[0] ** 2, gradient: x.map((xi) => 2 * xi) }), start, {
    maxIterations: 1,
  });
  expect(once.x[0]).toBe(7);
  expect(start[0]).toBe(8);
});

test('in a box, ends where the slope presses against an end or vanishes inside', () => {
  const box = { low: new Float64Array(4).fill(-1), high: Float64Array.of(1, 2, 3, 4) };
  const bowl = (x: Float64Array) => ({
    // A coupled bowl, so that a variable at its end moves the others.
    value: 0.5 * ((x[0] - 5) ** 2 + (x[1] - x[0]) ** 2 + (x[2] + 4) ** 2 + 3 * (x[3] - x[1]) ** 2),
    gradient: Float64Array.of(x[0] - 5 - (x[1] - x[0]), x[1] - x[0] - 3 * (x[3] - x[1]), x[2] + 4, 3 * (x[3] - x[1])),
  });
  const { x, value } = minimizeLbfgs(bowl, Float64Array.of(-1, 2, 0, 4), { box });
  [1, 1, -1, 1].forEach((expected, i) => {
    expect(x[i]).toBeCloseTo(expected, 5);
  });
  expect(value).toBeCloseTo(0.5 * (16 + 9), 9);
});

test('a box that holds the minimum changes nothing about where it is, and no step leaves the box', () => {
  const box = { low: Float64Array.of(-2, -2), high: Float64Array.of(2, 2) };
  const valley = (x: Float64Array) => {
    expect(x.every((xi, i) => xi >= box.low[i] && xi <= box.high[i])).toBe(true);
    const off = x[1] - x[0] ** 2;
    return {
      value: 100 * off ** 2 + (1 - x[0]) ** 2,
      gradient: Float64Array.of(-400 * x[0] * off - 2 * (1 - x[0]), 200 * off),
    };
  };
  for (const start of [Float64Array.of(-2, 2), Float64Array.of(2, -2), Float64Array.of(-1.2, 1)]) {
    const { x } = minimizeLbfgs(valley, start, { box, maxIterations: 300 });
    expect(x[0]).toBeCloseTo(1, 4);
    expect(x[1]).toBeCloseTo(1, 4);
  }
  box.high[0] = 0.5;
  const { x } = minimizeLbfgs(valley, Float64Array.of(-1, 1), { box, maxIterations: 300 });
  expect(x[0]).toBe(0.5);
  expect(x[1]).toBeCloseTo(0.25, 6);
});
