// Hidden units of a network brought to mean 0 and deviation 1 over the rows of a batch (Ioffe and Szegedy 2015).
//
// Matrices are stored row by row; columns are a multiple of 4, four of which are walked through at a time. Sums are added row by row.

/** Keeps a column that does not vary from being divided by zero. */
const leastVariance: f32 = 1e-5;

/** Means of the columns of a matrix, and variances around them. */
export function columnMoments(means: usize, variances: usize, values: usize, rows: i32, columns: i32): void {
  const width = <usize>columns << 2;
  const end = <usize>rows * width;
  const n = <f32>rows;
  for (let at: usize = 0; at < width; at += 16) {
    if (ASC_FEATURE_SIMD) {
      let sum = f32x4.splat(0);
      for (let row: usize = at; row < end; row += width) sum = f32x4.add(sum, v128.load(values + row));
      const mean = f32x4.div(sum, f32x4.splat(n));
      let squares = f32x4.splat(0);
      for (let row: usize = at; row < end; row += width) {
        const from = f32x4.sub(v128.load(values + row), mean);
        squares = f32x4.add(squares, f32x4.mul(from, from));
      }
      v128.store(means + at, mean);
      v128.store(variances + at, f32x4.div(squares, f32x4.splat(n)));
    } else {
      for (let j: usize = at; j < at + 16; j += 4) {
        let sum: f32 = 0;
        for (let row: usize = j; row < end; row += width) sum += load<f32>(values + row);
        const mean: f32 = sum / n;
        let squares: f32 = 0;
        for (let row: usize = j; row < end; row += width) {
          const from: f32 = load<f32>(values + row) - mean;
          squares += from * from;
        }
        store<f32>(means + j, mean);
        store<f32>(variances + j, squares / n);
      }
    }
  }
}

/** Moves each average by a share of its distance from a value. `n` is a multiple of 4. */
export function followMean(averages: usize, values: usize, n: i32, share: f32): void {
  const end = <usize>n << 2;
  for (let at: usize = 0; at < end; at += 4) {
    const before = load<f32>(averages + at);
    store<f32>(averages + at, before + share * (load<f32>(values + at) - before));
  }
}

/** Each column less its mean, over its deviation, times its gain, and moved by its shift. */
export function normaliseColumns(
  target: usize,
  values: usize,
  rows: i32,
  columns: i32,
  means: usize,
  variances: usize,
  gains: usize,
  shifts: usize,
): void {
  const width = <usize>columns << 2;
  const end = <usize>rows * width;
  for (let at: usize = 0; at < width; at += 16) {
    if (ASC_FEATURE_SIMD) {
      const mean = v128.load(means + at);
      const shift = v128.load(shifts + at);
      const deviation = f32x4.sqrt(f32x4.add(v128.load(variances + at), f32x4.splat(leastVariance)));
      const factor = f32x4.div(v128.load(gains + at), deviation);
      for (let row: usize = at; row < end; row += width) {
        const from = f32x4.sub(v128.load(values + row), mean);
        v128.store(target + row, f32x4.add(f32x4.mul(from, factor), shift));
      }
    } else {
      for (let j: usize = at; j < at + 16; j += 4) {
        const mean = load<f32>(means + j);
        const shift = load<f32>(shifts + j);
        const deviation: f32 = <f32>Math.sqrt(<f64>(load<f32>(variances + j) + leastVariance));
        const factor: f32 = load<f32>(gains + j) / deviation;
        for (let row: usize = j; row < end; row += width) {
          store<f32>(target + row, (load<f32>(values + row) - mean) * factor + shift);
        }
      }
    }
  }
}

/**
 * Turns errors of what `normaliseColumns` made of rectified units into errors of what was rectified, in place, and writes how the
 * loss changes with gains and shifts.
 *
 * @param values The rectified units; a silent one passes no error on.
 */
export function normaliseBack(
  errors: usize,
  values: usize,
  rows: i32,
  columns: i32,
  means: usize,
  variances: usize,
  gains: usize,
  gainGradients: usize,
  shiftGradients: usize,
): void {
  const width = <usize>columns << 2;
  const end = <usize>rows * width;
  const n = <f32>rows;
  for (let at: usize = 0; at < width; at += 16) {
    if (ASC_FEATURE_SIMD) {
      const mean = v128.load(means + at);
      const deviation = f32x4.sqrt(f32x4.add(v128.load(variances + at), f32x4.splat(leastVariance)));
      let sum = f32x4.splat(0);
      let product = f32x4.splat(0);
      for (let row: usize = at; row < end; row += width) {
        const error = v128.load(errors + row);
        sum = f32x4.add(sum, error);
        product = f32x4.add(product, f32x4.mul(error, f32x4.sub(v128.load(values + row), mean)));
      }
      const ofGain = f32x4.div(product, deviation);
      v128.store(shiftGradients + at, sum);
      v128.store(gainGradients + at, ofGain);
      const factor = f32x4.div(v128.load(gains + at), deviation);
      const level = f32x4.div(sum, f32x4.splat(n));
      const slope = f32x4.div(f32x4.div(ofGain, f32x4.splat(n)), deviation);
      for (let row: usize = at; row < end; row += width) {
        const value = v128.load(values + row);
        const along = f32x4.add(level, f32x4.mul(slope, f32x4.sub(value, mean)));
        const error = f32x4.mul(factor, f32x4.sub(v128.load(errors + row), along));
        v128.store(errors + row, v128.andnot(error, f32x4.eq(value, f32x4.splat(0))));
      }
    } else {
      for (let j: usize = at; j < at + 16; j += 4) {
        const mean = load<f32>(means + j);
        const deviation: f32 = <f32>Math.sqrt(<f64>(load<f32>(variances + j) + leastVariance));
        let sum: f32 = 0;
        let product: f32 = 0;
        for (let row: usize = j; row < end; row += width) {
          const error = load<f32>(errors + row);
          sum += error;
          product += error * (load<f32>(values + row) - mean);
        }
        const ofGain: f32 = product / deviation;
        store<f32>(shiftGradients + j, sum);
        store<f32>(gainGradients + j, ofGain);
        const factor: f32 = load<f32>(gains + j) / deviation;
        const level: f32 = sum / n;
        const slope: f32 = ofGain / n / deviation;
        for (let row: usize = j; row < end; row += width) {
          const value = load<f32>(values + row);
          const along: f32 = level + slope * (value - mean);
          store<f32>(errors + row, value == 0 ? 0 : factor * (load<f32>(errors + row) - along));
        }
      }
    }
  }
}
