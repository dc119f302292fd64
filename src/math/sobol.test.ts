/** Sobol's points against SciPy, and what Owen's scramble has to keep. */
import { expect, test } from 'vitest';
import reference from '../../tests/reference/math/sobol.json' with { type: 'json' };
import { createRng } from './philox.ts';
import { mostSobolDimensions, owenScramble, sobolCoordinate } from './sobol.ts';

test.each(reference.points)('point $index is that of SciPy in 128 dimensions', ({ index, coordinates }) => {
  expect(coordinates.length).toBe(mostSobolDimensions);
  // The fixture has 30 digits, and this early in the sequence there are no more.
  expect(coordinates.map((_, dimension) => sobolCoordinate(index, dimension) / 4)).toEqual(coordinates);
});

test('the last point that can be named is still between 0 and 1', () => {
  for (const dimension of [0, 1, 77]) {
    const coordinate = sobolCoordinate(0xffffffff, dimension);
    expect(coordinate).toBeGreaterThanOrEqual(0);
    expect(coordinate).toBeLessThan(0x100000000);
  }
});

test('a scramble keeps one point in every interval, and its own digits below are random', () => {
  const key = Uint32Array.of(3, 4);
  const scrambled = Array.from({ length: 256 }, (_, i) => owenScramble(sobolCoordinate(i, 5), key));
  expect(new Set(scrambled.map((x) => x >>> 24)).size).toBe(256);
  const low = scrambled.filter((x) => (x & 0xffff) / 0x10000 < 0.5).length;
  expect(Math.abs(low - 128)).toBeLessThan(40);
});

test('what two numbers have in common at the front they keep in common, and the next digits differ', () => {
  const rng = createRng(1);
  for (let i = 0; i < 200; i++) {
    const key = Uint32Array.of(rng.uint32(), rng.uint32());
    const shared = rng.integer(32);
    const a = rng.uint32();
    const b = (a ^ (1 << (31 - shared)) ^ (shared === 31 ? 0 : rng.uint32() >>> (shared + 1))) >>> 0;
    const difference = (owenScramble(a, key) ^ owenScramble(b, key)) >>> 0;
    expect(Math.clz32(difference)).toBe(shared);
  }
});

test('over keys a scrambled coordinate is uniform', () => {
  const rng = createRng(2);
  const counts = new Array<number>(8).fill(0);
  for (let i = 0; i < 4000; i++) counts[owenScramble(12345, Uint32Array.of(rng.uint32(), rng.uint32())) >>> 29]++;
  for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(110);
});
