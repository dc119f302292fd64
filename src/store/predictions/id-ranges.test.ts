/** Sets of ids over many pages. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestIds, someRanges } from '../../../tests/store/id-ranges.ts';
import { idAfter, newId } from '../../core/ids.ts';
import { IdRanges } from './id-ranges.ts';

describe('sets of ids', () => {
  it('know what was added, in any order, and nothing else', () => {
    const order = fc.array(fc.nat(), { minLength: 400, maxLength: 400 });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 400, maxLength: 400 }),
        order,
        (counts, keys) => {
          const ranges = someRanges(counts);
          const mixed = ranges.map((range, i) => [keys[i], range] as const).sort(([a], [b]) => a - b);
          const all = new IdRanges();
          for (let from = 0; from < mixed.length; from += 90) {
            all.addAll(requestIds(mixed.slice(from, from + 90).map(([, range]) => range)));
            expect(all.has(mixed[from][1][0])).toBe(true);
          }
          for (const [first, count] of ranges) {
            expect([all.has(first), all.has(idAfter(first, count - 1)), all.has(idAfter(first, count))]).toEqual([
              true,
              true,
              false,
            ]);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('find an id in an earlier page than the last that begins before it', () => {
    const [wide, ...narrow] = someRanges([5000, ...new Array(200).fill(1)]);
    const all = new IdRanges();
    const inside = idAfter(wide[0], 4000);
    all.addAll(requestIds([...narrow.slice(0, 63), wide]));
    all.addAll(requestIds([...narrow.slice(63)]));
    expect([all.has(inside), all.has(narrow[0][0]), all.has(narrow[150][0]), all.has(newId('prediction'))]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('keep ids of different lengths in pages of their own', () => {
    const firsts = ['run', 'prediction', 'p'].map((prefix) => newId(prefix));
    const all = new IdRanges();
    for (const [i, first] of firsts.entries()) all.addAll(requestIds([[first, i + 1]]));
    expect(firsts.map((first, i) => [all.has(idAfter(first, i)), all.has(idAfter(first, i + 1))])).toEqual(
      firsts.map(() => [true, false]),
    );
  });

  it('are empty at first', () => {
    expect(new IdRanges().has(newId('prediction'))).toBe(false);
  });
});
