import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foremostTrials, rankTrials } from './rank-trials.ts';
import type { Trial } from './trial.ts';

const trial = (number: number, state: Trial['state'], value?: number, reports: [number, number][] = []): Trial => ({
  number,
  params: {},
  state,
  ...(value === undefined ? {} : { value }),
  reports: reports.map(([step, reported]) => ({ step, value: reported })),
});

test('complete trials come before pruned ones, and of those the ones that got further', () => {
  const trials = [
    trial(0, 'pruned'),
    trial(1, 'pruned', undefined, [[2, 0.1]]),
    trial(2, 'pruned', undefined, [
      [2, 0.9],
      [5, 0.8],
    ]),
    trial(3, 'complete', 7),
    trial(4, 'failed'),
    trial(5, 'complete', 3),
    trial(6, 'pruned', undefined, [[5, 0.2]]),
    trial(7, 'pruned', undefined, [[5, Number.NaN]]),
    trial(8, 'complete', 3),
    trial(9, 'running', undefined, [[9, 0]]),
  ];
  const numbers = (direction: 'minimize' | 'maximize') =>
    rankTrials(trials, { directions: [direction], constraints: 0 }).map((ranked) => ranked.number);
  expect(numbers('minimize')).toEqual([5, 8, 3, 6, 2, 7, 1, 0]);
  expect(numbers('maximize')).toEqual([3, 5, 8, 2, 6, 7, 1, 0]);
});

test('the foremost are the first of the ranked', () => {
  const outcome = fc.record({
    state: fc.constantFrom('complete', 'pruned', 'failed'),
    value: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(Number.NaN)),
    violation: fc.constantFrom(-1, 0, 2),
  });
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 30 }), fc.integer({ min: 0, max: 35 }), (outcomes, count) => {
      const trials = outcomes.map(({ state, value, violation }, i) => ({
        ...trial(i, state, state === 'complete' ? value : undefined, [[value || 0, value]]),
        constraints: [violation],
      }));
      const goal = { directions: ['maximize'], constraints: 1 } as const;
      const all = rankTrials(trials, goal);
      const { foremost, ranked } = foremostTrials(trials, goal, () => count);
      expect(ranked).toBe(all.length);
      expect(foremost).toEqual(all.slice(0, count));
    }),
  );
});
