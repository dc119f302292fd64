/** Thresholds under one rate against Fairlearn's ThresholdOptimizer, reweighing against AIF360's. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decideFairly } from './decide-fairly.ts';
import type { FairnessConstraint } from './fairness-constraint.ts';
import { optimizeThresholds } from './optimize-thresholds.ts';
import { reweighing } from './reweighing.ts';

interface Case {
  name: string;
  yTrue: number[];
  probabilities: number[];
  race: string[];
  sex: string[];
  weights: number[];
  optimised: { constraint: FairnessConstraint; objective: 'accuracy' | 'balanced_accuracy'; value: number }[];
  reweighed: number[];
  reweighedAgain: number[];
}

const path = new URL('../../../tests/reference/fairness/mitigations.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] };

describe.each(cases)('the case $name', ({ yTrue, probabilities, race, sex, weights, optimised, ...peer }) => {
  it.each(optimised)(
    '$constraint for $objective is met, and no worse than by Fairlearn',
    ({ constraint, objective, value }) => {
      const found = optimizeThresholds({ yTrue, probabilities, sensitive: { race }, constraint, objective });
      const { chances } = decideFairly(found, { probabilities, sensitive: { race } });
      const counted = constraint === 'equal_opportunity' ? 1 : 0;
      const rates = [...new Set(race)].map((group) => {
        const own = chances.filter((_, row) => race[row] === group && yTrue[row] === counted);
        return own.reduce((sum, chance) => sum + chance, 0) / own.length;
      });
      for (const rate of rates) expect(rate).toBeCloseTo(rates[0], 10);
      expect(found.value).toBeGreaterThanOrEqual(value - 1e-12);
      expect(found.value).toBeLessThan(value + 0.01);
    },
  );

  it('is reweighed as by AIF360, also where rows have weights already', () => {
    const made = reweighing({ yTrue, sensitive: { sex } });
    const again = reweighing({ yTrue, sensitive: { sex }, sampleWeight: weights });
    for (const row of yTrue.keys()) {
      expect(made[row]).toBeCloseTo(peer.reweighed[row], 12);
      expect(again[row]).toBeCloseTo(peer.reweighedAgain[row], 12);
    }
  });
});
