/** Who goes first, who is sent away, and that nobody waits for ever. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Priority, priorities, rankOf } from './priority.ts';
import { type Denial, WaitingLine } from './waiting-line.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openLine(most = 3) {
  const clock = { ms: 0 };
  const line = new WaitingLine({ most: () => most, maxWaitMs: 50, nowMs: () => clock.ms });
  const decided: [name: string, denial: Denial | 'in'][] = [];
  const join = (name: string, priority: Priority = 'interactive', patienceMs = Number.POSITIVE_INFINITY) =>
    line.join(priority, patienceMs, (denial) => void decided.push([name, denial ?? 'in']));
  const pass = (ms: number) => {
    clock.ms += ms;
    vi.advanceTimersByTime(ms);
  };
  return { line, decided, join, pass };
}

describe('WaitingLine', () => {
  it('lets the urgent go first, and equals in the order they came', () => {
    const { line, decided, join } = openLine(5);
    join('b1', 'batch');
    join('i1');
    join('s1', 'shadow');
    join('i2');
    while (line.next());
    expect(decided.map(([name]) => name)).toEqual(['i1', 'i2', 'b1', 's1']);
  });

  it('takes as many as fit and one less urgent away for an urgent one', () => {
    const { line, decided, join } = openLine(3);
    for (const name of ['b1', 'b2', 'b3']) join(name, 'batch');
    expect(line.length).toBe(3);
    expect([line.hasRoomFor('batch'), line.hasRoomFor('interactive')]).toEqual([false, true]);
    join('b4', 'batch');
    expect(decided).toEqual([['b4', 'full']]);
    join('i1');
    expect(decided).toEqual([
      ['b4', 'full'],
      ['b3', 'full'],
    ]);
    expect(line.length).toBe(3);
  });

  it('sends away who waited too long, and no sooner; a deadline may come first', () => {
    const { decided, join, pass } = openLine();
    join('patient');
    join('hasty', 'interactive', 20);
    pass(19);
    expect(decided).toEqual([]);
    pass(1);
    expect(decided).toEqual([['hasty', 'late']]);
    pass(29);
    expect(decided).toHaveLength(1);
    pass(1);
    expect(decided.at(-1)).toEqual(['patient', 'late']);
  });

  it('lets the latest go first once the line is old', () => {
    const { line, decided, join, pass } = openLine();
    join('old');
    pass(26);
    join('new');
    line.next();
    expect(decided).toEqual([['new', 'in']]);
  });

  it('decides about everybody once, and never lets one pass who is less urgent than another', () => {
    const step = fc.oneof(
      fc.record({ join: fc.constantFrom(...priorities) }),
      fc.record({ pass: fc.integer({ min: 1, max: 30 }) }),
      fc.constant({ next: true as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { line, decided, join, pass } = openLine(4);
        const waiting = new Map<string, Priority>();
        let joined = 0;
        for (const one of steps) {
          const from = decided.length;
          if ('join' in one) {
            const name = String(joined++);
            waiting.set(name, one.join);
            join(name, one.join);
          } else if ('pass' in one) pass(one.pass);
          else line.next();
          for (const [name, outcome] of decided.slice(from)) {
            const rank = rankOf(waiting.get(name)!);
            waiting.delete(name);
            if (outcome === 'in') expect([...waiting.values()].every((other) => rankOf(other) >= rank)).toBe(true);
          }
          expect(line.length).toBe(waiting.size);
          expect(line.length).toBeLessThanOrEqual(4);
        }
        pass(51);
        expect(new Set(decided.map(([name]) => name)).size).toBe(joined);
        expect(decided).toHaveLength(joined);
      }),
    );
  });
});
