/** Ranges of ids as bytes and back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idAfter, newId } from '../../core/ids.ts';
import { IdRanges } from './id-ranges.ts';

/** So many ranges with gaps between them, in order. */
function someRanges(counts: readonly number[], prefix = 'prediction'): (readonly [first: string, count: number])[] {
  let next = newId(prefix);
  return counts.map((count) => {
    const first = next;
    next = idAfter(first, count + 3);
    return [first, count] as const;
  });
}

function filled(ranges: readonly (readonly [string, number])[]): IdRanges {
  const all = new IdRanges();
  for (const [first, count] of ranges) all.add(first, count);
  return all;
}

/** What is stored of them, and read again. */
function stored(ranges: IdRanges): IdRanges {
  const { idBytes, parts } = ranges.pack();
  return IdRanges.unpack(idBytes, Buffer.concat(parts));
}

describe('ranges of ids', () => {
  it('are stored in ascending order, and come back', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 30 });
    fc.assert(
      fc.property(counts, fc.boolean(), (numbers, isReversed) => {
        const ranges = someRanges(numbers);
        const held = filled(isReversed ? ranges.toReversed() : ranges);
        const [firsts, rows] = held.pack().parts;
        expect(firsts.toString()).toBe(ranges.map(([first]) => first).join(''));
        expect([...rows]).toEqual(numbers.flatMap((count) => [count & 255, count >> 8, 0, 0]));
        const back = stored(held);
        expect(back.ids).toBe(numbers.reduce((sum, count) => sum + count, 0));
        for (const [first, count] of ranges) {
          const inside = [first, idAfter(first, count - 1), idAfter(first, count >> 1)].map((id) => back.has(id));
          const outside = [idAfter(first, count), idAfter(first, count + 2)].map((id) => back.has(id));
          expect([inside, outside]).toEqual([
            [true, true, true],
            [false, false],
          ]);
        }
      }),
    );
  });

  it('may be many, in order or not, and more may come after reading', () => {
    const ranges = someRanges(new Array(2300).fill(1));
    const back = stored(filled([...ranges.slice(1000), ...ranges.slice(0, 1000)]));
    expect(ranges.every(([first]) => back.has(first) && !back.has(idAfter(first, 1)))).toBe(true);
    expect(back.ids).toBe(ranges.length);
    const late = newId('prediction');
    back.add(late, 2);
    expect([back.has(late), back.has(idAfter(late, 1)), back.has(idAfter(late, 2))]).toEqual([true, true, false]);
    expect(back.ids).toBe(ranges.length + 2);
  });

  it('know nothing of what was in them before they were cleared', () => {
    const [before, after] = [someRanges([3, 500, 1], 'earlier'), someRanges([7, 2])];
    const ranges = filled(before.toReversed());
    expect(ranges.has(before[0][0])).toBe(true);
    ranges.clear();
    expect([ranges.ids, ranges.bytes, ranges.ends]).toEqual([0, 0, undefined]);
    for (const [first, count] of after) ranges.add(first, count);
    expect(before.some(([first]) => ranges.has(first))).toBe(false);
    expect(after.every(([first]) => ranges.has(first))).toBe(true);
    expect(ranges.pack()).toEqual(filled(after).pack());
  });

  it('have ids of any length, which stay apart', () => {
    const firsts = ['run', 'prediction', 'p'].map((prefix) => newId(prefix));
    const ranges = filled(firsts.map((first, i) => [first, i + 1] as const));
    const back = stored(ranges);
    for (const held of [ranges, back]) {
      expect(firsts.map((first, i) => [held.has(idAfter(first, i)), held.has(idAfter(first, i + 1))])).toEqual(
        firsts.map(() => [true, false]),
      );
      expect(held.ends).toEqual([firsts.toSorted()[0], firsts.toSorted()[2]]);
    }
    expect(new IdRanges().ends).toBeUndefined();
  });
});
