/** The logistic function. */
import { exp } from './exp.ts';

/** 1 / (1 + e^-x) with at most 2 ulp of error; in (0, 1) and without overflow for every finite x up to rounding. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}
