/** Kinds that lag behind sit out for a while, and come back. */
import { describe, expect, it } from 'vitest';
import { openTurns } from './turns.ts';

/** The kinds of some batches, each told which of them had a candidate that was worth something. */
function batches(kinds: string[], worth: (string[] | undefined)[]): string[] {
  const turns = openTurns(kinds);
  return worth.map((ofBatch) => {
    const proposing = [...turns.next()];
    for (const kind of proposing) if (ofBatch) turns.judged(kind, ofBatch.includes(kind));
    return proposing.join('');
  });
}

describe('turns', () => {
  it('are for all kinds while nothing is known of them', () => {
    expect(batches(['a', 'b'], [undefined, undefined])).toEqual(['ab', 'ab']);
  });

  it('leave out a kind for one, two, four and eight batches while none of its candidates is worth anything', () => {
    const only = Array.from({ length: 30 }, () => ['a']);
    const times = batches(['a', 'b'], only).flatMap((kinds, i) => (kinds === 'ab' ? [i] : []));
    expect(times).toEqual([0, 2, 5, 10, 19, 28]);
  });

  it('begin anew for a kind that had a candidate worth something', () => {
    const worth = [['a'], ['a'], ['a', 'b'], ['a'], ['a'], ['a']];
    expect(batches(['a', 'b'], worth)).toEqual(['ab', 'a', 'ab', 'ab', 'a', 'ab']);
  });

  it('are never for nobody: those that would be back first go on', () => {
    expect(batches(['a', 'b'], [[], [], []])).toEqual(['ab', 'ab', 'ab']);
    expect(batches(['a', 'b'], [['a'], [], [], ['b']])).toEqual(['ab', 'a', 'b', 'a']);
  });

  it('know what was judged before the first, and nothing of kinds that never propose', () => {
    const turns = openTurns(['a', 'b']);
    turns.judged('b', false);
    turns.judged('c', false);
    turns.judged('a', true);
    expect([...turns.next()]).toEqual(['a']);
  });
});
