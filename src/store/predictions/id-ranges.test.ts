/** Ranges of ids as bytes and back, piece by piece. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idAfter, newId } from '../../core/ids.ts';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { IdRanges } from './id-ranges.ts';

/** So many ranges with gaps between them, in order. */
function someRanges(counts: readonly number[]): (readonly [first: string, count: number])[] {
  let next = newId('prediction');
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

function piecesOf(work: Iterator<void, unknown>): number {
  let pieces = 1;
  while (!work.next().done) pieces++;
  return pieces;
}

describe('ranges of ids', () => {
  it('are lines in ascending order, and come back from them', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 30 });
    fc.assert(
      fc.property(counts, fc.boolean(), (numbers, isReversed) => {
        const ranges = someRanges(numbers);
        const bytes = Buffer.concat(takeAtOnce(filled(isReversed ? ranges.toReversed() : ranges).pack()));
        expect(bytes.toString()).toBe(ranges.map(([first, count]) => `${first} ${count}\n`).join(''));
        const back = takeAtOnce(IdRanges.unpack(bytes));
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

  it('are written and read in pieces that do not grow with their number', () => {
    const ranges = someRanges(new Array(23_000).fill(1));
    const whole = filled(ranges);
    expect(piecesOf(whole.pack())).toBe(5);
    const bytes = Buffer.concat(takeAtOnce(whole.pack()));
    expect(bytes.toString()).toBe(ranges.map(([first, count]) => `${first} ${count}\n`).join(''));
    expect(piecesOf(IdRanges.unpack(bytes))).toBe(5);
    const back = takeAtOnce(IdRanges.unpack(bytes));
    expect(ranges.every(([first]) => back.has(first) && !back.has(idAfter(first, 1)))).toBe(true);
    expect(back.ids).toBe(ranges.length);
  });

  it('have ids of any length, which stay apart', () => {
    const firsts = ['run', 'prediction', 'p'].map((prefix) => newId(prefix));
    const ranges = filled(firsts.map((first, i) => [first, i + 1] as const));
    const back = takeAtOnce(IdRanges.unpack(Buffer.concat(takeAtOnce(ranges.pack()))));
    for (const held of [ranges, back]) {
      expect(firsts.map((first, i) => [held.has(idAfter(first, i)), held.has(idAfter(first, i + 1))])).toEqual(
        firsts.map(() => [true, false]),
      );
      expect(held.ends).toEqual([firsts.toSorted()[0], firsts.toSorted()[2]]);
    }
    expect(new IdRanges().ends).toBeUndefined();
  });
});
