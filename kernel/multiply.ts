// Products of matrices in single precision, stored row by row.

/**
 * C (m x n) = A (m x k) times B (k x n). The terms of each sum are added one by one in the order of k, so the bits do not
 * depend on the width of a register.
 *
 * @param m A multiple of 4.
 * @param n A multiple of 8.
 */
export function multiply(c: usize, a: usize, b: usize, m: i32, k: i32, n: i32): void {
  for (let j = 0; j < n; j += 8) {
    for (let i = 0; i < m; i += 4) {
      const block = c + (<usize>(i * n + j) << 2);
      const rows = a + (<usize>(i * k) << 2);
      const columns = b + (<usize>j << 2);
      if (ASC_FEATURE_SIMD) multiplyBlock(block, rows, columns, k, n);
      else multiplyBlockByNumbers(block, rows, columns, k, n);
    }
  }
}

/** Four rows by eight columns, held in registers while k is walked through. */
// @ts-ignore: decorator
@inline
function multiplyBlock(c: usize, a: usize, b: usize, k: i32, n: i32): void {
  const inB = <usize>n << 2;
  const inA = <usize>k << 2;
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    const a1 = v128.load32_splat(a + inA);
    const a2 = v128.load32_splat(a + 2 * inA);
    const a3 = v128.load32_splat(a + 3 * inA);
    s00 = f32x4.add(s00, f32x4.mul(a0, b0));
    s01 = f32x4.add(s01, f32x4.mul(a0, b1));
    s10 = f32x4.add(s10, f32x4.mul(a1, b0));
    s11 = f32x4.add(s11, f32x4.mul(a1, b1));
    s20 = f32x4.add(s20, f32x4.mul(a2, b0));
    s21 = f32x4.add(s21, f32x4.mul(a2, b1));
    s30 = f32x4.add(s30, f32x4.mul(a3, b0));
    s31 = f32x4.add(s31, f32x4.mul(a3, b1));
    a += 4;
    b += inB;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c + inB, s10);
  v128.store(c + inB, s11, 16);
  v128.store(c + 2 * inB, s20);
  v128.store(c + 2 * inB, s21, 16);
  v128.store(c + 3 * inB, s30);
  v128.store(c + 3 * inB, s31, 16);
}

// @ts-ignore: decorator
@inline
function multiplyBlockByNumbers(c: usize, a: usize, b: usize, k: i32, n: i32): void {
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 8; j++) {
      let sum: f32 = 0;
      for (let p = 0; p < k; p++) {
        sum += load<f32>(a + (<usize>(i * k + p) << 2)) * load<f32>(b + (<usize>(p * n + j) << 2));
      }
      store<f32>(c + (<usize>(i * n + j) << 2), sum);
    }
  }
}

/** The rows of a matrix as the columns of another. */
export function transpose(target: usize, source: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<f32>(target + (<usize>(j * rows + i) << 2), load<f32>(source + (<usize>(i * columns + j) << 2)));
    }
  }
}

/** Adds a bias to every row, and keeps what is above zero where asked. Columns are a multiple of 4, as everywhere below. */
export function addBias(values: usize, bias: usize, rows: i32, columns: i32, rectify: bool): void {
  const width = <usize>columns << 2;
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < width; at += 16) {
      if (ASC_FEATURE_SIMD) {
        const sum = f32x4.add(v128.load(values + at), v128.load(bias + at));
        // As the comparison below, which lets NaN pass.
        const silent = rectify ? f32x4.lt(sum, f32x4.splat(0)) : i32x4.splat(0);
        v128.store(values + at, v128.andnot(sum, silent));
      } else {
        for (let j: usize = at; j < at + 16; j += 4) {
          const sum = load<f32>(values + j) + load<f32>(bias + j);
          store<f32>(values + j, rectify && sum < 0 ? 0 : sum);
        }
      }
    }
    values += width;
  }
}

/** Sets errors to zero where the unit was silent, and multiplies the others. */
export function maskSilent(errors: usize, units: usize, n: i32, factor: f32): void {
  const end = <usize>n << 2;
  for (let at: usize = 0; at < end; at += 4) {
    store<f32>(errors + at, load<f32>(units + at) == 0 ? 0 : load<f32>(errors + at) * factor);
  }
}

/** Sums of the columns of a matrix, row by row. */
export function sumColumns(sums: usize, values: usize, rows: i32, columns: i32): void {
  const width = <usize>columns << 2;
  for (let at: usize = 0; at < width; at += 4) store<f32>(sums + at, 0);
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < width; at += 4) {
      store<f32>(sums + at, load<f32>(sums + at) + load<f32>(values + at));
    }
    values += width;
  }
}

// Numbers below 1.2e-38 take some processors a hundred times as long as others. Gradients of units that have fallen silent are zero, so
// their moments decay to such numbers and stay there, and so do squares of small gradients. What is nearer to zero than these bounds
// becomes zero: beside the 1e-8 that is added to the root of the second moment, it moves no weight.

const leastGradient: f32 = 1e-16;
const leastFirst: f32 = 1e-30;
const leastSecond: f32 = 1e-35;

/** Four numbers, of which those below the bound become zero; NaN passes. */
// @ts-ignore: decorator
@inline
function without(values: v128, least: f32): v128 {
  return v128.andnot(values, f32x4.lt(f32x4.abs(values), f32x4.splat(least)));
}

// @ts-ignore: decorator
@inline
function withoutOne(value: f32, least: f32): f32 {
  return Mathf.abs(value) < least ? 0 : value;
}

/**
 * One step of Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019).
 *
 * @param n A multiple of 4.
 * @param step Learning rate over the correction of the first moment.
 * @param correction Root of the correction of the second moment.
 * @param decay Share of the weights that is taken away.
 */
export function adamStep(
  weights: usize,
  gradients: usize,
  first: usize,
  second: usize,
  n: i32,
  step: f32,
  correction: f32,
  decay: f32,
): void {
  const keep: f32 = 1 - decay;
  const end = <usize>n << 2;
  for (let at: usize = 0; at < end; at += 16) {
    if (ASC_FEATURE_SIMD) {
      const gradient = without(v128.load(gradients + at), leastGradient);
      const m = without(
        f32x4.add(f32x4.mul(f32x4.splat(0.9), v128.load(first + at)), f32x4.mul(f32x4.splat(0.1), gradient)),
        leastFirst,
      );
      const v = without(
        f32x4.add(
          f32x4.mul(f32x4.splat(0.999), v128.load(second + at)),
          f32x4.mul(f32x4.mul(f32x4.splat(0.001), gradient), gradient),
        ),
        leastSecond,
      );
      v128.store(first + at, m);
      v128.store(second + at, v);
      const root = f32x4.add(f32x4.div(f32x4.sqrt(v), f32x4.splat(correction)), f32x4.splat(1e-8));
      const moved = f32x4.div(f32x4.mul(f32x4.splat(step), m), root);
      v128.store(weights + at, f32x4.sub(f32x4.mul(f32x4.splat(keep), v128.load(weights + at)), moved));
    } else {
      for (let j: usize = at; j < at + 16; j += 4) {
        const gradient = withoutOne(load<f32>(gradients + j), leastGradient);
        const m = withoutOne(<f32>0.9 * load<f32>(first + j) + <f32>0.1 * gradient, leastFirst);
        const v = withoutOne(<f32>0.999 * load<f32>(second + j) + <f32>0.001 * gradient * gradient, leastSecond);
        store<f32>(first + j, m);
        store<f32>(second + j, v);
        const root: f32 = <f32>Math.sqrt(<f64>v) / correction + <f32>1e-8;
        store<f32>(weights + j, keep * load<f32>(weights + j) - (step * m) / root);
      }
    }
  }
}
