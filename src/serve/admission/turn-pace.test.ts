/** Crowds before one event loop, whose clock the tests hold: every request that begins takes a time that they choose. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Priority } from './priority.ts';
import { TurnPace } from './turn-pace.ts';
import type { Denial, WaitingLine } from './waiting-line.ts';

function openPace({
  costMs,
  mostWaiting = 1000,
  maxWaitMs = 1000,
  isCold,
}: {
  costMs: number;
  mostWaiting?: number;
  maxWaitMs?: number;
  isCold?: boolean;
}) {
  const clock = { ms: 0 };
  const pace = new TurnPace({ mostWaiting, maxWaitMs, isCold, nowMs: () => clock.ms });
  const begun: string[] = [];
  /** Names that were begun between two looks at what has arrived. */
  const turns: string[][] = [[]];
  const nextTurn = () => {
    turns.push([]);
    if (turns.length < 200) setImmediate(nextTurn);
  };
  setImmediate(nextTurn);
  const work = (name: string) => {
    clock.ms += costMs;
    begun.push(name);
    turns.at(-1)!.push(name);
  };
  const ask = async (
    name: string,
    line: WaitingLine,
    priority: Priority = 'interactive',
  ): Promise<Denial | 'begun'> => {
    const when = pace.begin(line, priority);
    const denial = when instanceof Promise ? await when : when;
    if (denial) return denial;
    work(name);
    return 'begun';
  };
  return { pace, clock, begun, turns, ask };
}

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

describe('TurnPace', () => {
  it('begins quick requests at once, as many as come in a turn', async () => {
    const { pace, ask } = openPace({ costMs: 0.01 });
    const line = pace.line();
    for (const name of names('q', 200)) {
      void ask(name, line);
      expect(line.length).toBe(0);
    }
  });

  it('begins a crowd in slices, in its order, and everything that was let in is answered', async () => {
    const { pace, ask, begun, turns } = openPace({ costMs: 5 });
    const line = pace.line();
    const crowd = names('r', 40);
    expect(await Promise.all(crowd.map((name) => ask(name, line)))).toEqual(crowd.map(() => 'begun'));
    expect(begun).toEqual(crowd);
    const begunInTurns = turns.map(({ length }) => length).filter((length) => length > 0);
    // What was measured in the first turns is what the later ones go by: one request is more than a slice.
    expect(begunInTurns.slice(-5)).toEqual([1, 1, 1, 1, 1]);
  });

  it('answers a burst, and says at once that there is no room where a crowd stands', async () => {
    const { pace, ask } = openPace({ costMs: 5, maxWaitMs: 100, mostWaiting: 64 });
    const line = pace.line();
    const burst = names('burst', 65).map((name) => ask(name, line));
    // The first began at once.
    expect(line.length).toBe(64);
    expect(await Promise.race([ask('late', line), 'waits'])).toBe('full');
    // For more than 400 ms as many come as go.
    let standing: Promise<unknown>[] = burst;
    for (let round = 0; round < 3; round++) {
      await Promise.all(standing.slice(0, 50));
      standing = [...standing.slice(50), ...names(`crowd${round} `, 50).map((name) => ask(name, line))];
    }
    const after = await Promise.all(standing);
    expect(after.filter((one) => one === 'full').length).toBeGreaterThan(20);
    expect((await Promise.all(burst)).every((one) => one === 'begun')).toBe(true);
  });

  it('lets as many wait as begin in time, also where that is more than usual', async () => {
    const { pace, ask } = openPace({ costMs: 1, maxWaitMs: 50, mostWaiting: 4 });
    const line = pace.line();
    expect(await Promise.all(names('known', 5).map((name) => ask(name, line)))).not.toContain('full');
    const crowd = await Promise.all(names('crowd', 60).map((name) => ask(name, line)));
    // Two begin at once: a turn begins what fits into its slice.
    expect(crowd.filter((one) => one === 'begun').length).toBeGreaterThanOrEqual(50);
    expect(crowd.filter((one) => one === 'full').length).toBeGreaterThan(0);
  });

  it('begins as many of a crowd in a turn as before, however many it sends away', async () => {
    const [costMs, refusalMs, untilMs] = [0.2, 0.1, 2000];
    const { pace, clock, begun, ask } = openPace({ costMs, maxWaitMs: 5, mostWaiting: 4 });
    const line = pace.line();
    // Those who are sent away ask again in the next turn.
    const client = async (name: string) => {
      while (clock.ms < untilMs) {
        if ((await ask(name, line)) === 'full') clock.ms += refusalMs;
        await nextTurn();
      }
    };
    await Promise.all(names('client', 60).map(client));
    // Each turn 60 at most are sent away, in 6 ms, and 2 ms are for those who begin.
    expect(begun.length * costMs).toBeGreaterThan(untilMs / 5);
  });

  it('lets some wait however long they take', async () => {
    const { pace, ask } = openPace({ costMs: 60, maxWaitMs: 50 });
    const line = pace.line();
    let asked: Promise<unknown>[] = names('first', 8).map((name) => ask(name, line));
    for (let round = 0; round < 5; round++) {
      expect(await Promise.all(asked)).not.toContain('full');
      asked = names('next', 8).map((name) => ask(name, line));
    }
    expect(await Promise.all(asked)).not.toContain('full');
  });

  it('lets many times as many wait before a program that has just started, and no longer', async () => {
    const { pace, ask } = openPace({ costMs: 3, mostWaiting: 20, maxWaitMs: 10, isCold: true });
    const line = pace.line();
    const fullOf = async (name: string) => {
      const asked = await Promise.all(names(name, 200).map((one) => ask(one, line)));
      return asked.filter((one) => one === 'full').length;
    };
    // One begins at once, and of those who come later eight times twenty wait.
    expect(await fullOf('cold')).toBe(200 - 161);
    for (let begun = 161; begun < 2_000; begun += 161) await fullOf('cold');
    // A crowd stands, so it is the fewest.
    expect(await fullOf('warm')).toBe(200 - 17);
  });

  it('serves models in turn, so that a crowd before one holds no other up', async () => {
    const { pace, ask, begun } = openPace({ costMs: 5 });
    const [loud, quiet] = [pace.line(), pace.line()];
    const asked = [
      ...names('loud', 30).map((name) => ask(name, loud)),
      ...names('quiet', 2).map((name) => ask(name, quiet)),
    ];
    await Promise.all(asked);
    expect(begun.indexOf('quiet1')).toBeLessThan(begun.indexOf('loud29'));
    expect(begun.indexOf('quiet0')).toBeLessThanOrEqual(3);
  });

  it('serves the urgent first', async () => {
    const { pace, ask, begun } = openPace({ costMs: 5 });
    const line = pace.line();
    await Promise.all([
      ask('first', line),
      ...names('batch', 3).map((name) => ask(name, line, 'batch')),
      ask('urgent', line),
    ]);
    expect(begun.slice(0, 2)).toEqual(['first', 'urgent']);
  });
});
