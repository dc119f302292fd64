import { expect, it } from 'vitest';
import { advanceRollout } from './advance-rollout.ts';
import { contextOf, contextShares } from './contextual-traffic.ts';
import { startRollout } from './start-rollout.ts';

const policy = { strategy: 'contextual_bandit', columns: ['a'], updateSeconds: 30, leastShare: 0.05 } as const;
const start = () =>
  startRollout({ ...policy, columns: ['a'] }, { champion: 'm@1', candidates: ['m@2'], token: 1, now: 0 });
const rewards = (n: number) =>
  Array.from({ length: n }, (_, i) => {
    const a = i % 4 < 2 ? -1 : 1;
    const variant = i % 2 === 0 ? 'm@1' : 'm@2';
    return { variant, context: [1, a], reward: (variant === 'm@1') === a < 0 ? 1 : 0 };
  });

it('learns per context, and tells servers at its times only', () => {
  const seen = { token: 1, now: 10_000, sequence: 1, counts: [], severalUnits: 0, inContext: rewards(400) };
  const before = advanceRollout(start(), { kind: 'observation', ...seen });
  expect(before.actions).toEqual([]);
  const { state, actions } = advanceRollout(before.state, { kind: 'tick', token: 1, now: 31_000 });
  expect(actions[0]).toMatchObject({ kind: 'route', revision: 2 });
  const options = { exploration: 1, leastShare: 0.05 };
  expect(contextShares(state.contextual!.served, [true, true], [1, -1], options)).toEqual([0.95, 0.05]);
  expect(contextShares(state.contextual!.served, [true, true], [1, 1], options)).toEqual([0.05, 0.95]);
  expect(contextShares(state.contextual!.served, [true, false], [1, 1], options)).toEqual([1, 0]);
  expect(JSON.stringify(state.contextual).length).toBeLessThan(1000);
  // Told again without having learned: servers have heard it.
  expect(advanceRollout(state, { kind: 'tick', token: 1, now: 70_000 }).state.revision).toBe(2);
});

it('ignores rewards of others and contexts of another size', () => {
  const inContext = [
    { variant: 'm@9', context: [1, 1], reward: 1 },
    { variant: 'm@2', context: [1], reward: 1 },
  ];
  const event = { kind: 'observation', token: 1, now: 1, sequence: 1, counts: [], severalUnits: 0, inContext } as const;
  const { state } = advanceRollout(start(), { ...event, counts: [], inContext: [...inContext] });
  expect(state.contextual!.learned).toEqual(start().contextual!.learned);
});

it('puts columns on their scale, within bounds; what is no number is usual', () => {
  const scales = ['a', 'b', 'c', 'd'].map((column) => ({ column, mean: 10, spread: 2 }));
  const row: Record<string, unknown> = { a: 14, b: 1e9, c: null, d: 'x' };
  expect(contextOf(scales, (column) => row[column])).toEqual([1, 2, 5, 0, 0]);
  expect(contextOf([{ column: 'e', mean: 0.5, spread: 0.5 }], () => true)).toEqual([1, 1]);
});
