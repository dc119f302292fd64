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
