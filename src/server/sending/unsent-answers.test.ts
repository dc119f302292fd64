/** Which answers are cut off: those that nobody takes, and those that were taken from for longest ago where all hold too much. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CutReason, UnsentAnswers } from './unsent-answers.ts';

/** A connection of which `take` bytes go at a time. */
function connection(bytes: number) {
  const state = { bytesWritten: bytes, writableLength: bytes };
  const take = (count: number) => {
    state.writableLength -= Math.min(count, state.writableLength);
  };
  return Object.assign(state, { take });
}

function open(bounds: Partial<{ stalledMs: number; unsentBytes: number }> = {}) {
  const unsent = new UnsentAnswers({ stalledMs: 100, unsentBytes: 1_000, ...bounds });
  const cuts: [string, CutReason][] = [];
  const add = (name: string, bytes: number, nowMs = 0) => {
    const one = connection(bytes);
    const remove = unsent.add(one, bytes, nowMs, (reason) => cuts.push([name, reason]));
    return { ...one, one, remove };
  };
  return { unsent, cuts, add };
}

it('cuts off what nothing is taken of for so long, and nothing sooner', () => {
  const { unsent, cuts, add } = open();
  add('stalled', 100);
  const slow = add('slow', 100).one;
  for (const nowMs of [25, 50, 75, 99]) {
    slow.take(1);
    unsent.look(nowMs);
  }
  expect(cuts).toEqual([]);
  unsent.look(100);
  expect(cuts).toEqual([['stalled', 'stalled']]);
  unsent.look(198);
  expect(cuts).toHaveLength(1);
  unsent.look(199);
  expect(cuts).toEqual([
    ['stalled', 'stalled'],
    ['slow', 'stalled'],
  ]);
  expect(unsent.bytes).toBe(0);
});

it('does not wait for a client while the answer itself has nothing to send', () => {
  const { unsent, cuts, add } = open();
  const quiet = add('quiet', 50).one;
  quiet.take(50);
  for (const nowMs of [90, 180, 270]) unsent.look(nowMs);
  expect(cuts).toEqual([]);
  quiet.bytesWritten += 10;
  quiet.writableLength = 10;
  unsent.look(369);
  expect(cuts).toEqual([]);
  unsent.look(370);
  expect(cuts).toEqual([['quiet', 'stalled']]);
});

it('cuts off those that took nothing for longest where all hold too much, never the one that came', () => {
  const { unsent, cuts, add } = open({ stalledMs: 10_000 });
  const first = add('first', 400, 0).one;
  add('second', 400, 10);
  first.take(100);
  unsent.look(20);
  add('third', 300, 30);
  expect(cuts).toEqual([['second', 'crowded']]);
  add('huge', 5_000, 40);
  expect(cuts.slice(1).map(([name]) => name)).toEqual(['first', 'third']);
  expect(unsent.bytes).toBe(5_000);
});

it('forgets an answer that has ended', () => {
  const { unsent, cuts, add } = open();
  const { remove } = add('ended', 900);
  remove();
  remove();
  expect(unsent.bytes).toBe(0);
  add('other', 900, 1);
  expect([unsent.bytes, cuts]).toEqual([900, []]);
});

it('never holds more than it may, but for one answer that is alone', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 2_000 }), fc.nat(50)), { maxLength: 40 }), (answers) => {
      const { unsent, add } = open();
      let nowMs = 0;
      for (const [bytes, waitMs] of answers) {
        nowMs += waitMs;
        add('any', bytes, nowMs);
        expect(unsent.bytes).toBeLessThanOrEqual(Math.max(1_000, bytes));
        unsent.look(nowMs);
      }
    }),
  );
});
