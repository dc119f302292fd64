/** A model against itself, by counts that servers make: tests/long has more seeds. */
import { beforeAll, expect, it } from 'vitest';
import { type EqualModels, rollOutEqual, wasStopped } from '../../../tests/lifecycle/equal-models.ts';
import { distributionsReady } from '../../math/distributions.ts';

beforeAll(distributionsReady);

const policy = { strategy: 'canary', leastSeconds: 2, leastRequests: 0 } as const;
const traffic = { policy, requests: 40, failing: 0.02 };
const ended = (more: Pick<EqualModels, 'failingMore' | 'failingTogether'>, seeds: number) =>
  Array.from({ length: seeds }, (_, seed) => rollOutEqual({ seed, ...traffic, ...more }));

it('is stopped in at most 1 of 100 rollouts, and promoted in the others', () => {
  const states = ended({}, 100);
  expect(states.filter(wasStopped).length).toBeLessThanOrEqual(1);
  expect(states.filter(({ phase }) => phase === 'promoted').length).toBeGreaterThanOrEqual(99);
  for (const { watches } of states) expect(watches['late@2'].totals.answers).toBeGreaterThan(0);
});

it('is stopped no more often where answers fail together for moments, and few over all', () => {
  const states = ended({ failingTogether: 0.3 }, 40);
  expect(states.filter(wasStopped).length).toBeLessThanOrEqual(1);
});

it('is stopped in the same traffic when one of the two fails more often', () => {
  const states = ended({ failingMore: 0.3 }, 10);
  expect(states.map(({ phase }) => phase)).toEqual(states.map(() => 'rolled_back'));
});
