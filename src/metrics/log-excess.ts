/** The term of which Poisson and gamma deviance are made. */
import { log } from '../math/log.ts';

/**
 * a/b - 1 - log(a/b) for positive numbers: 0 where they are equal, else positive. Where they are close, log(1 + u) as
 * 2 atanh(u / (2 + u)) takes the parts that cancel out of the formula, so the result stays exact to its last digits.
 */
export function logExcess(a: number, b: number): number {
  const u = (a - b) / b;
  if (!(Math.abs(u) < 0.25)) return a / b - 1 - log(a / b);
  const r = u / (2 + u);
  const square = r * r;
  let series = 0;
  for (let odd = 21; odd >= 3; odd -= 2) series = series * square + 1 / odd;
  return r * (u - 2 * square * series);
}
