// Derivatives of the logistic loss, as addends or summed.

import { wholeOf } from './grid';

/** 2^0 in the table of powers of two. */
const powerOfTwoZero: i32 = 1074;

/**
 * e^-x for x >= 0, by the method and with the tables of math/exp.ts, and so with its bits; 0 beyond 708.
 *
 * @param tables 128 doubles 2^(j/128), 128 doubles of what these lack, then the powers of two from 2^-1074.
 */
// @ts-ignore: decorator
@inline
function expOfNegative(x: f64, tables: usize, stepsPerUnit: f64, stepHigh: f64, stepLow: f64): f64 {
  if (x > 708) return 0;
  const n = floor(-x * stepsPerUnit + 0.5);
  const r = -x - n * stepHigh - n * stepLow;
  const square = r * r;
  const q = r + square * (0.5 + r * (1.0 / 6.0) + square * (1.0 / 24.0 + r * (1.0 / 120.0)));
  const whole = <i32>n;
  const root = tables + (<usize>(whole & 127) << 3);
  const high = load<f64>(root);
  return (high + (load<f64>(root, 1024) + high * q)) * load<f64>(tables + 2048 + (<usize>((whole >> 7) + powerOfTwoZero) << 3));
}

/**
 * Writes the addends of rows `from` .. `from + n - 1` into the records of a block.
 *
 * @param scores The log-odds of every row.
 * @param classes 1 or 0 for every row (f64).
 * @param weights 0 when all are 1.
 * @param tables See `expOfNegative`; before them the three numbers of the reduction.
 */
export function writeLogistic(
  records: usize,
  stride: i32,
  scores: usize,
  classes: usize,
  weights: usize,
  from: i32,
  n: i32,
  gradientScale: f64,
  hessianScale: f64,
  countBits: i32,
  tables: usize,
): void {
  const shift = <i64>countBits;
  // A sum has 62 bits; see src/estimators/tree/grid-unit.ts.
  const isSmall = countBits > 11;
  const stepsPerUnit = load<f64>(tables);
  const stepHigh = load<f64>(tables, 8);
  const stepLow = load<f64>(tables, 16);
  let record = records + <usize>from * <usize>stride;
  for (let row = <usize>from; row < <usize>(from + n); row++) {
    const score = load<f64>(scores + (row << 3));
    // The probability of the less likely class, and of the other, without cancellation.
    const e = expOfNegative(abs(score), tables + 64, stepsPerUnit, stepHigh, stepLow);
    const large = 1 / (1 + e);
    const small = e * large;
    const isOne = load<f64>(classes + (row << 3)) != 0;
    const wrong = select<f64>(small, large, isOne == score > 0);
    let gradient = select<f64>(-wrong, wrong, isOne);
    let hessian = small * large;
    if (weights != 0) {
      const weight = load<f64>(weights + (row << 3));
      gradient *= weight;
      hessian *= weight;
    }
    store<i64>(record, wholeOf(gradient * gradientScale, isSmall));
    store<i64>(record, (wholeOf(hessian * hessianScale, isSmall) << shift) | 1, 8);
    record += <usize>stride;
  }
}

/** As `sumHessians` in kernel/rows.ts, for the logistic loss at the scores; weights 0 when all are 1. */
export function sumLogistic(
  rows: usize,
  n: i32,
  scores: usize,
  weights: usize,
  scale: f64,
  countBits: i32,
  tables: usize,
): f64 {
  const isSmall = countBits > 11;
  const stepsPerUnit = load<f64>(tables);
  const stepHigh = load<f64>(tables, 8);
  const stepLow = load<f64>(tables, 16);
  let sum: i64 = 0;
  for (const end = rows + (<usize>n << 2); rows < end; rows += 4) {
    const row = <usize>load<u32>(rows) << 3;
    const e = expOfNegative(abs(load<f64>(scores + row)), tables + 64, stepsPerUnit, stepHigh, stepLow);
    const large = 1 / (1 + e);
    let hessian = e * large * large;
    if (weights != 0) hessian *= load<f64>(weights + row);
    sum += wholeOf(hessian * scale, isSmall);
  }
  return <f64>sum;
}
