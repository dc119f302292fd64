/** The attacks on sealed holdouts with 100 seeds each; src/evaluate/sealed/attack.test.ts has the short round. */
import { expect, it } from 'vitest';
import { attackHoldout } from '../evaluate/attack-holdout.ts';

it.each(['plain', 'noise', 'claims', 'edge'] as const)(
  '1,000 adaptive questions about noise leave 0.5 inside the interval for 95 of 100 seeds, by %s',
  (door) => {
    const found = Array.from({ length: 100 }, (_, seed) => attackHoldout({ seed: 1000 + seed, door }));
    expect(found.filter(({ lastHolds }) => lastHolds).length).toBeGreaterThanOrEqual(95);
    expect(found.filter(({ allHold }) => allHold).length).toBeGreaterThanOrEqual(95);
  },
);

it('a plain holdout is taken in every time', () => {
  const found = Array.from({ length: 20 }, (_, seed) => attackHoldout({ seed: 1000 + seed, door: 'open' }));
  expect(found.every(({ last }) => last.value! > 0.6)).toBe(true);
  expect(found.some(({ lastHolds }) => lastHolds)).toBe(false);
});
