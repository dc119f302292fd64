// The product of one row and a matrix in single precision, stored row by row.

/**
 * c (n) = a (k) times B (k x n): what `multiply` makes of each row, to the bit, where B is finite. B is read from its beginning to its
 * end, four rows at a time, because one row has nothing else to wait for than B; rows of B behind a zero are not read, for they add
 * nothing.
 *
 * @param n A multiple of 4.
 */
export function multiplyRow(c: usize, a: usize, b: usize, k: i32, n: i32): void {
  const inB = <usize>n << 2;
  const end = a + (<usize>k << 2);
  memory.fill(c, 0, inB);
  for (let at = nextFilled(a, end); at < end; at = nextFilled(at, end)) {
    const first = at;
    const second = nextFilled(first + 4, end);
    const third = nextFilled(second + 4, end);
    const fourth = nextFilled(third + 4, end);
    const a0 = load<f32>(first);
    const a1 = numberAt(second, end);
    const a2 = numberAt(third, end);
    const a3 = numberAt(fourth, end);
    const b0 = rowBehind(b, a, first, end, inB);
    const b1 = rowBehind(b, a, second, end, inB);
    const b2 = rowBehind(b, a, third, end, inB);
    const b3 = rowBehind(b, a, fourth, end, inB);
    addFourRows(c, inB, a0, a1, a2, a3, b0, b1, b2, b3);
    at = fourth + 4;
  }
}

/** Where the next number stands that is not zero; not before `end` where there is none. */
// @ts-ignore: decorator
@inline
function nextFilled(at: usize, end: usize): usize {
  while (at < end && load<f32>(at) == 0) at += 4;
  return at;
}

/** Behind the end stand zeros; `rowBehind` gives them the last row of B. */
// @ts-ignore: decorator
@inline
function numberAt(at: usize, end: usize): f32 {
  return at < end ? load<f32>(at) : 0;
}

// @ts-ignore: decorator
@inline
function rowBehind(b: usize, a: usize, at: usize, end: usize, inB: usize): usize {
  return b + ((min(at, end - 4) - a) >> 2) * inB;
}

// @ts-ignore: decorator
@inline
function addFourRows(
  c: usize,
  inB: usize,
  a0: f32,
  a1: f32,
  a2: f32,
  a3: f32,
  b0: usize,
  b1: usize,
  b2: usize,
  b3: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    const s0 = f32x4.splat(a0);
    const s1 = f32x4.splat(a1);
    const s2 = f32x4.splat(a2);
    const s3 = f32x4.splat(a3);
    for (let at: usize = 0; at < inB; at += 16) {
      let sum = v128.load(c + at);
      sum = f32x4.add(sum, f32x4.mul(s0, v128.load(b0 + at)));
      sum = f32x4.add(sum, f32x4.mul(s1, v128.load(b1 + at)));
      sum = f32x4.add(sum, f32x4.mul(s2, v128.load(b2 + at)));
      sum = f32x4.add(sum, f32x4.mul(s3, v128.load(b3 + at)));
      v128.store(c + at, sum);
    }
  } else {
    for (let at: usize = 0; at < inB; at += 4) {
      let sum = load<f32>(c + at);
      sum += a0 * load<f32>(b0 + at);
      sum += a1 * load<f32>(b1 + at);
      sum += a2 * load<f32>(b2 + at);
      sum += a3 * load<f32>(b3 + at);
      store<f32>(c + at, sum);
    }
  }
}
