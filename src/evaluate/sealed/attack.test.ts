/** Askers who choose by what they were told, on labels that are pure noise, against a plain holdout and the sealed one. */
import { describe, expect, it } from 'vitest';
import { attackHoldout } from '../../../tests/evaluate/attack-holdout.ts';

const seeds = Array.from({ length: 20 }, (_, seed) => seed);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('1,000 adaptive questions about noise', () => {
  it('find an AUC above 0.6 in a plain holdout', () => {
    const found = seeds.slice(0, 4).map((seed) => attackHoldout({ seed, door: 'open' }));
    expect(mean(found.map(({ last }) => last.value!))).toBeGreaterThan(0.6);
    expect(found.filter(({ lastHolds }) => lastHolds).length).toBe(0);
  });

  it.each(['plain', 'noise', 'claims', 'edge'] as const)('leave 0.5 inside the interval at the door "%s"', (door) => {
    const found = seeds.map((seed) => attackHoldout({ seed, door }));
    expect(found.filter(({ lastHolds }) => lastHolds).length).toBeGreaterThanOrEqual(19);
    expect(found.filter(({ allHold }) => allHold).length).toBeGreaterThanOrEqual(18);
  });
});
