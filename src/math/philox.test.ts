/** Philox against published answers, and the streams built on it: ranges, shapes of distributions, independence of order. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, philoxBlock } from './philox.ts';

const words = (hex: string) => Uint32Array.from(hex.split(' '), (word) => Number.parseInt(word, 16));
const spell = (block: Uint32Array) => Array.from(block, (word) => word.toString(16).padStart(8, '0')).join(' ');
const { streams } = JSON.parse(
  readFileSync(new URL('../../tests/reference/math/philox.json', import.meta.url), 'utf8'),
) as { streams: { path: string[]; words: number[] }[] };
const draw = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);

describe('a block', () => {
  it.each([
    ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('of counter %s and key %s is that of the published known answers', (counter, key, answer) => {
    const out = new Uint32Array(4);
    philoxBlock(words(counter), words(key), out);
    expect(spell(out)).toBe(answer);
  });
});

describe('a stream', () => {
  it.each(streams)('along $path gives the bits of a second implementation', ({ path: [seed, ...names], words }) => {
    const rng = names.reduce((parent, name) => parent.split(name), createRng(Number(seed)));
    expect(draw(words.length, () => rng.uint32())).toEqual(words);
  });

  it('depends on the seed and the names alone, not on what was made or read before', () => {
    const alone = createRng(7).split('b');
    const root = createRng(7);
    root.split('a').uint32();
    draw(5, () => root.normal());
    const late = root.split('b');
    root.split('a').uint32();
    expect(draw(20, () => late.uint32())).toEqual(draw(20, () => alone.uint32()));
  });

  it('differs between seeds, names, and places in the path', () => {
    const streams = [
      createRng(0),
      createRng(1),
      createRng(Number.MAX_SAFE_INTEGER),
      createRng(1).split('a'),
      createRng(1).split('b'),
      createRng(1).split(''),
      createRng(1).split('a').split('b'),
      createRng(1).split('b').split('a'),
      createRng(1).split('ab'),
      createRng(1).split('a","b'),
      createRng(1).split('1'),
    ];
    const beginnings = streams.map((rng) => spell(Uint32Array.from(draw(2, () => rng.uint32()))));
    expect(new Set(beginnings).size).toBe(streams.length);
  });

  it('refuses seeds that are no safe whole number', () => {
    for (const seed of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => createRng(seed)).toThrow(RangeError);
    }
  });

  it('repeats no block in the first 400000 words', () => {
    const rng = createRng(3);
    const seen = new Set<number>();
    for (let i = 0; i < 100_000; i++) {
      const [a, b] = [rng.uint32(), rng.uint32()];
      rng.uint32();
      rng.uint32();
      seen.add(a * 2 ** 21 + (b >>> 11));
    }
    expect(seen.size).toBe(100_000);
  });
});

describe('uniform', () => {
  it('is in [0, 1), on a grid of 2^-53, with the moments of the uniform distribution in every bit', () => {
    const values = draw(
      200_000,
      (
        (rng) => () =>
          rng.uniform()
      )(createRng(11)),
    );
    expect(values.every((value) => value >= 0 && value < 1 && Number.isInteger(value * 2 ** 53))).toBe(true);
    // Five standard errors.
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / values.length));
    for (let bit = 1; bit <= 53; bit++) {
      const scale = 2 ** bit;
      let ones = 0;
      for (const value of values) ones += Math.floor(value * scale) % 2;
      expect(Math.abs(ones / values.length - 0.5), `bit ${bit}`).toBeLessThan(2.5 / Math.sqrt(values.length));
    }
  });

  it('does not follow itself', () => {
    const values = draw(
      200_000,
      (
        (rng) => () =>
          rng.uniform() - 0.5
      )(createRng(12)),
    );
    for (const lag of [1, 2, 3, 4, 8]) {
      let total = 0;
      for (let i = lag; i < values.length; i++) total += values[i] * values[i - lag];
      expect(Math.abs((12 * total) / values.length), `lag ${lag}`).toBeLessThan(5 / Math.sqrt(values.length));
    }
  });
});

describe('normal', () => {
  it('has the moments and the tails of the normal distribution', () => {
    const rng = createRng(13);
    const values = draw(400_000, () => rng.normal());
    const moment = (power: number) => values.reduce((total, value) => total + value ** power, 0) / values.length;
    const error = (variance: number) => 5 * Math.sqrt(variance / values.length);
    expect(Math.abs(moment(1))).toBeLessThan(error(1));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(error(2));
    expect(Math.abs(moment(3))).toBeLessThan(error(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(error(96));
    for (const [limit, beyond] of [
      [1, 0.31731],
      [2, 0.0455],
      [3, 0.0027],
    ]) {
      const share = values.filter((value) => Math.abs(value) > limit).length / values.length;
      expect(Math.abs(share - beyond)).toBeLessThan(error(beyond));
    }
    let together = 0;
    for (let i = 0; i < values.length; i += 2) together += values[i] * values[i + 1];
    expect(Math.abs(together / (values.length / 2))).toBeLessThan(7 / Math.sqrt(values.length));
  });
});

describe('integer, shuffle and permutation', () => {
  it('integer is uniform over 0 .. n-1, also where n does not divide 2^32', () => {
    for (const n of [1, 2, 3, 7, 10]) {
      const rng = createRng(14).split(String(n));
      const counts = new Array<number>(n).fill(0);
      for (let i = 0; i < 60_000; i++) counts[rng.integer(n)]++;
      for (const count of counts) expect(Math.abs(count - 60_000 / n)).toBeLessThanOrEqual(5 * Math.sqrt(60_000 / n));
    }
    // With plain remainders the lower half would be drawn twice as often as the rest.
    const third = 3 * 2 ** 30;
    const rng = createRng(15);
    const low = draw(20_000, () => rng.integer(third)).filter((value) => value < 2 ** 30).length;
    expect(Math.abs(low / 20_000 - 1 / 3)).toBeLessThan(0.02);
    expect(draw(50, () => rng.integer(2 ** 32)).some((value) => value >= 2 ** 31)).toBe(true);
  });

  it('integer refuses what it cannot draw', () => {
    for (const n of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN]) expect(() => createRng(1).integer(n)).toThrow(RangeError);
  });

  it('a permutation holds each number once', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(), (n, seed) => {
        const order = createRng(seed).permutation(n);
        expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it('all orders of four are equally likely', () => {
    const rng = createRng(16);
    const counts = new Map<string, number>();
    for (let i = 0; i < 48_000; i++) {
      const order = rng.permutation(4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    let square = 0;
    for (const count of counts.values()) square += ((count - 2000) * (count - 2000)) / 2000;
    // Chi-square with 23 degrees of freedom is above this once in a million.
    expect(square).toBeLessThan(70);
  });

  it('shuffle keeps what it shuffles', () => {
    const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
    createRng(17).shuffle(letters);
    expect(letters.join('')).not.toBe('abcdef');
    expect(letters.sort((a, b) => (a < b ? -1 : 1)).join('')).toBe('abcdef');
  });
});
