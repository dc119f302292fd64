import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { fairness } from './fairness.ts';

describe('a comparison', () => {
  it('has intervals of resampled metrics for many rows', () => {
    const rng = createRng(6).split('many');
    const yTrue = Float64Array.from({ length: 60_000 }, () => rng.normal());
    const g = Array.from(yTrue, (_, row) => row % 3);
    const yPred = yTrue.map((value, row) => value + (g[row] === 0 ? 1.2 : 1) * rng.normal());
    const { comparisons } = fairness({ task: 'regression', yTrue, yPred, sensitive: { g } }).by[0];
    const { lowest, highest, difference, differenceToOverall } = comparisons['mae'];
    expect([lowest === '0', highest]).toEqual([false, '0']);
    // Of normal errors the mean absolute one is sqrt(2 / pi) standard deviations.
    const truth = 0.2 * Math.sqrt(2 / Math.PI);
    expect(difference.ci![0]).toBeLessThan(truth);
    expect(difference.ci![1]).toBeGreaterThan(truth);
    expect(difference.ci![1] - difference.ci![0]).toBeLessThan(0.05);
    expect(differenceToOverall.ci![0]).toBeLessThan((2 / 3) * truth);
    expect(differenceToOverall.ci![1]).toBeGreaterThan((2 / 3) * truth);
  });

  it('draws the rows of each group for themselves', () => {
    const rng = createRng(7).split('own rows');
    const errors = Array.from({ length: 150 }, () => rng.uniform());
    const yTrue = Array.from({ length: 300 }, () => 0);
    const g = yTrue.map((_, row) => (row < 150 ? 'a' : 'b'));
    // The same errors in both groups, row by row: the groups are independent nevertheless.
    const yPred = [...errors, ...errors.map((error) => error + 0.1)];
    const { ci } = fairness({ task: 'regression', yTrue, yPred, sensitive: { g } }).by[0].comparisons['mae'].difference;
    const expected = 2 * 1.96 * Math.sqrt((2 * (1 / 12)) / 150);
    expect(ci![1] - ci![0]).toBeGreaterThan(0.85 * expected);
    expect(ci![1] - ci![0]).toBeLessThan(1.15 * expected);
  });

  it('has intervals for a rare group among many rows', () => {
    const yTrue = Array.from({ length: 60_000 }, (_, row) => row % 7);
    const yPred = yTrue.map((value, row) => value + (row % 5));
    const g = yTrue.map((_, row) => (row % 1000 === 0 ? 'rare' : 'usual'));
    const { comparisons } = fairness({ task: 'regression', yTrue, yPred, sensitive: { g } }).by[0];
    expect(comparisons['mae'].difference.ci).not.toBeNull();
  });

  it('seldom finds a difference among many groups where there is none', () => {
    const rng = createRng(8).split('none');
    const g = Array.from({ length: 600 }, (_, row) => row % 6);
    let found = 0;
    for (let s = 0; s < 200; s++) {
      const yPred = g.map(() => (rng.uniform() < 0.5 ? 1 : 0));
      const { comparisons } = fairness({ yTrue: yPred, yPred, sensitive: { g }, metrics: ['selection_rate'] }).by[0];
      const { difference, differenceToOverall } = comparisons['selection_rate'];
      if (difference.ci![0] > 0 || differenceToOverall.ci![0] > 0) found++;
    }
    expect(found).toBeLessThan(25);
  });

  it('has an interval of the difference that covers the truth', () => {
    const rng = createRng(9).split('cover');
    let [covered, toAll] = [0, 0];
    for (let s = 0; s < 300; s++) {
      const sex = Array.from({ length: 200 }, (_, row) => (row % 4 === 0 ? 'f' : 'm'));
      const yPred = sex.map((g) => (rng.uniform() < (g === 'f' ? 0.3 : 0.6) ? 1 : 0));
      const { comparisons } = fairness({ yTrue: yPred, yPred, sensitive: { sex }, metrics: ['selection_rate'] }).by[0];
      const { difference, differenceToOverall } = comparisons['selection_rate'];
      if (difference.ci![0] <= 0.3 && 0.3 <= difference.ci![1]) covered++;
      if (differenceToOverall.ci![0] <= 0.225 && 0.225 <= differenceToOverall.ci![1]) toAll++;
    }
    expect(covered).toBeGreaterThan(275);
    expect(toAll).toBeGreaterThan(275);
  });
});
