/** Ranges of ids as bytes and back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestIds, someRanges } from '../../../tests/store/id-ranges.ts';
import { idAfter, newId } from '../../core/ids.ts';
import { IdPage } from './id-page.ts';

function pageOf(ranges: readonly (readonly [string, number])[], before?: IdPage): IdPage {
  const requests = requestIds(ranges);
  const page = IdPage.after(before, requests.idBytes);
  expect(page.add(requests, 0)).toBe(ranges.length);
  return page;
}

/** What is stored of it, and read again. */
const stored = (page: IdPage) => IdPage.unpack(page.idBytes, Buffer.concat(page.pack()));

describe('a page of ids', () => {
  it('is stored in ascending order, and comes back', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(counts, fc.boolean(), (numbers, isReversed) => {
        const ranges = someRanges(numbers);
        const page = pageOf(isReversed ? ranges.toReversed() : ranges);
        const [firsts, rows] = page.pack();
        expect(firsts.toString()).toBe(ranges.map(([first]) => first).join(''));
        expect([...rows]).toEqual(numbers.flatMap((count) => [count & 255, count >> 8, 0, 0]));
        expect(IdPage.packedBytes(ranges.length, page.idBytes)).toBe(firsts.length + rows.length);
        const back = stored(page);
        const [last, lastCount] = ranges[ranges.length - 1];
        for (const held of [page, back]) {
          expect([held.ids, held.ranges]).toEqual([numbers.reduce((sum, count) => sum + count, 0), ranges.length]);
          expect(held.ends).toEqual([ranges[0][0], idAfter(last, lastCount - 1)]);
        }
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

  it('takes as many as have room, and the next has room for twice as many, up to 1,024', () => {
    const ranges = someRanges(new Array(3000).fill(1));
    const requests = requestIds(ranges);
    const rooms: number[] = [];
    let page: IdPage | undefined;
    for (let from = 0; from < requests.count; ) {
      page = IdPage.after(page, requests.idBytes);
      const added = page.add(requests, from);
      expect(ranges.slice(from, from + added).every(([first]) => page!.has(first))).toBe(true);
      expect(ranges[from + added]?.[0] ?? '', 'the next one is in the next page').not.toSatisfy((id) => page!.has(id));
      rooms.push(added);
      from += added;
      expect([page.isFull, page.isLargest]).toEqual([from < requests.count, added >= 1000]);
    }
    expect(rooms).toEqual([64, 128, 256, 512, 1024, 1016]);
  });

  it('knows nothing of what was in it before it was cleared', () => {
    const [before, after] = [someRanges([3, 500, 1]), someRanges([7, 2])];
    const page = pageOf(before.toReversed());
    expect(page.has(before[0][0])).toBe(true);
    page.clear();
    expect([page.ids, page.ranges, page.ends]).toEqual([0, 0, undefined]);
    page.add(requestIds(after), 0);
    expect(before.some(([first]) => page.has(first))).toBe(false);
    expect(after.every(([first]) => page.has(first))).toBe(true);
    expect(page.pack()).toEqual(pageOf(after).pack());
  });

  it('has ids of any length, which stay apart', () => {
    const firsts = ['run', 'prediction', 'p'].map((prefix) => newId(prefix));
    const page = pageOf(firsts.map((first, i) => [first, i + 1] as const));
    for (const held of [page, stored(page)]) {
      expect(firsts.map((first, i) => [held.has(idAfter(first, i)), held.has(idAfter(first, i + 1))])).toEqual(
        firsts.map(() => [true, false]),
      );
      expect(held.ends![0]).toBe(firsts.toSorted()[0]);
    }
  });
});
