/** The logistic function. */
import { exp } from './exp.ts';

/** 1 / (1 + e^-x) with at most 2 ulp of error; from 0 to 1, without overflow for any x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  const whole = 1 + e;
  const share = e / whole;
  // What rounding took from 1 + e, as 1 / whole = 1 - share; without it the error comes to 2.4 ulp.
  return share - share * (1 - share) * (e - (whole - 1));
}
