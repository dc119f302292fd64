/** Long work in turns of the event loop: how much of it a turn does. */
import { setImmediate as scheduleTurn } from 'node:timers';
import { expect, it } from 'vitest';
import { beginTurns, takeAtOnce, takeTurns, visitInTurns } from './loop-turns.ts';

/** Counts what is noted in each turn of the loop. */
function turnCounter() {
  const counts: number[] = [0];
  let isOpen = true;
  const turn = () => {
    if (!isOpen) return;
    if (counts[counts.length - 1] > 0) counts.push(0);
    scheduleTurn(turn);
  };
  scheduleTurn(turn);
  return {
    note: () => void counts[counts.length - 1]++,
    end: () => {
      isOpen = false;
      return counts.filter((count) => count > 0);
    },
  };
}

function* pieces(count: number, note: () => void): Generator<void, string> {
  for (let i = 0; i < count; i++) {
    if (i > 0) yield;
    note();
  }
  return 'done';
}

it('does one piece in each turn', async () => {
  for (const run of [takeTurns, beginTurns]) {
    const { note, end } = turnCounter();
    expect(await run(pieces(5, note))).toBe('done');
    expect(end()).toEqual([1, 1, 1, 1, 1]);
  }
});

it('does a single piece at once where that is asked for, and all of them', () => {
  expect(beginTurns(pieces(1, () => {}))).toBe('done');
  let done = 0;
  expect(takeAtOnce(pieces(3, () => done++))).toBe('done');
  expect(done).toBe(3);
});

it('visits so many entries of a list in each turn, in order', async () => {
  const { note, end } = turnCounter();
  const seen: number[] = [];
  await visitInTurns([1, 2, 3, 4, 5, 6, 7], 3, (entry) => {
    seen.push(entry);
    note();
  });
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(end()).toEqual([3, 3, 1]);
});
