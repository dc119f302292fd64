/** Seeded random numbers that split by name: a child stream depends on the seed and its path of names only. */

export interface Rng {
  /** An independent stream named below this one; calling it neither reads nor moves this stream. */
  split(name: string): Rng;
  /** The next 32 random bits as an unsigned integer. */
  uint32(): number;
  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform whole number in 0 .. n-1, unbiased; 1 <= n <= 2^32. */
  integer(n: number): number;
  /** Shuffles in place (Fisher-Yates). */
  shuffle(items: Int32Array | Uint32Array | unknown[]): void;
  /** A random order of 0 .. n-1. */
  permutation(n: number): Int32Array;
}
