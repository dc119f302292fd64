/** Functions with known minima on which searches are compared; peers/optuna_functions.py has the same ones. */

const hartmann = {
  alpha: [1, 1.2, 3, 3.2],
  a: [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  p: [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ],
};

function branin([x, y]) {
  const bend = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
  return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

function hartmann6(x) {
  const { alpha, a, p } = hartmann;
  return -alpha.reduce((sum, weight, i) => {
    const exponent = x.reduce((total, xj, j) => total + a[i][j] * (xj - p[i][j]) ** 2, 0);
    return sum + weight * Math.exp(-exponent);
  }, 0);
}

function rosenbrock(x) {
  return x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i] ** 2) ** 2 + (1 - x[i]) ** 2, 0);
}

/** By name: the function, the bounds of each coordinate and the value of its minimum. */
export const testFunctions = {
  Branin: {
    value: branin,
    bounds: [
      [-5, 10],
      [0, 15],
    ],
    minimum: 0.397887,
  },
  Hartmann6: { value: hartmann6, bounds: Array(6).fill([0, 1]), minimum: -3.32237 },
  'Rosenbrock-10': { value: rosenbrock, bounds: Array(10).fill([-5, 10]), minimum: 0 },
};
