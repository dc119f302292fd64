import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mostRestarts, RestartBudget } from './restart-budget.ts';

it('starts again at once, then a little later each time, then when the minute allows', () => {
  const budget = new RestartBudget();
  expect([0, 0, 0, 0, 0].map((nowMs) => budget.take(nowMs))).toEqual([0, 100, 200, 400, 800]);
  expect(budget.take(5_000)).toBe(55_000);
  const later = new RestartBudget();
  later.take(0);
  expect(later.take(60_000)).toBe(0);
});

it('never starts more than five in any minute, and never earlier than asked', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 30_000 }), { maxLength: 60 }), (pauses) => {
      const budget = new RestartBudget();
      let nowMs = 0;
      const starts = pauses.map((pause) => {
        nowMs += pause;
        const waitMs = budget.take(nowMs);
        expect(waitMs).toBeGreaterThanOrEqual(0);
        return nowMs + waitMs;
      });
      for (const [i, start] of starts.entries()) {
        const before = starts[i - mostRestarts];
        if (before !== undefined) expect(start - before).toBeGreaterThanOrEqual(60_000);
      }
    }),
  );
});
