/** The product's only source of randomness: Philox 4x32-10 streams that are keyed by a seed and a path of names. */
import { sha256 } from '../core/hash.ts';
import { log } from './log.ts';
import type { Rng } from './rng.ts';

/**
 * One block of Philox 4x32-10: four random words from a 128-bit counter and a 64-bit key.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 *
 * @param counter four 32-bit words; @param key two 32-bit words; @param out receives four words.
 */
export function philoxBlock(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  let [c0, c1, c2, c3] = counter as unknown as [number, number, number, number];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < 10; round++) {
    const high0 = highWord(0xd2511f53, c0);
    const high1 = highWord(0xcd9e8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Upper 32 bits of the product of two unsigned 32-bit words; both partial products stay below 2^53, so doubles are exact. */
function highWord(a: number, b: number): number {
  const word = b >>> 0;
  const low = (a & 0xffff) * word;
  const high = (a >>> 16) * word;
  return Math.floor((high + Math.floor(low / 0x10000)) / 0x10000);
}

/**
 * The root stream of a seed. `split(name)` gives streams that depend on the seed and the names alone, so the order in
 * which streams are made or read, and the thread that reads them, change nothing.
 *
 * @param seed safe whole number, 0 or more.
 * @throws RangeError for another seed.
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`seed must be a safe whole number >= 0, got ${seed}`);
  return new PhiloxRng([String(seed)]);
}

/** SHA-256 of the path gives the key (64 bits) and the upper half of the counter (64 bits); the lower half counts blocks. */
class PhiloxRng implements Rng {
  readonly #path: readonly string[];
  readonly #key = new Uint32Array(2);
  readonly #counter = new Uint32Array(4);
  readonly #block = new Uint32Array(4);
  #used = 4;
  #spare: number | undefined;

  constructor(path: readonly string[]) {
    this.#path = path;
    const digest = sha256(JSON.stringify(path));
    const word = (index: number) => Number.parseInt(digest.slice(8 * index, 8 * index + 8), 16);
    this.#key.set([word(0), word(1)]);
    this.#counter.set([0, 0, word(2), word(3)]);
  }

  split(name: string): Rng {
    return new PhiloxRng([...this.#path, name]);
  }

  uint32(): number {
    if (this.#used === 4) {
      philoxBlock(this.#counter, this.#key, this.#block);
      this.#counter[0]++;
      if (this.#counter[0] === 0) this.#counter[1]++;
      this.#used = 0;
    }
    return this.#block[this.#used++];
  }

  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** Marsaglia's polar method: needs no trigonometry; each accepted point gives two normals. */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * log(square)) / square);
      this.#spare = v * scale;
      return u * scale;
    }
  }

  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 0x100000000) throw new RangeError(`1 <= n <= 2^32 must hold, got n=${n}`);
    const limit = 0x100000000 - (0x100000000 % n);
    for (;;) {
      const bits = this.uint32();
      if (bits < limit) return bits % n;
    }
  }

  shuffle(items: Int32Array | Uint32Array | unknown[]): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const item = items[last];
      items[last] = items[other];
      items[other] = item;
    }
  }

  permutation(n: number): Int32Array {
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    this.shuffle(order);
    return order;
  }
}
