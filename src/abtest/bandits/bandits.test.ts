import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { fastDice } from '../../../tests/draw-count.ts';
import { chiSquareUpperTail, distributionsReady } from '../../math/distributions.ts';
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import { chooseArm, withLeastShare } from './arm-shares.ts';
import { type ArmStats, recordReward, startArms } from './arm-stats.ts';
import { bestArmChances, betaBelief, normalBelief } from './best-arm-chances.ts';
import { epsilonGreedyShares } from './epsilon-greedy.ts';
import { exp3Shares, recordExp3Reward, startExp3 } from './exp3.ts';
import { linUcbShares, recordLinUcbReward, startLinUcb } from './lin-ucb.ts';
import { thompsonShares } from './thompson.ts';
import { ucb1Shares } from './ucb1.ts';

const square = (x: number) => x * x;

interface LinUcbStep {
  readonly context: number[];
  readonly best: number;
  readonly arm: number;
  readonly reward: number;
}

const fixture: {
  readonly best: readonly { kind: 'beta' | 'normal'; parameters: [number, number][]; chances: number[] }[];
  readonly linUcb: {
    readonly features: number;
    readonly arms: number;
    readonly ridge: number;
    readonly exploration: number;
    readonly steps: readonly LinUcbStep[];
    readonly inverse: number[][][];
  };
} = JSON.parse(readFileSync(new URL('../../../tests/reference/bandits/bandits.json', import.meta.url), 'utf8'));

beforeAll(distributionsReady);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const refusal = expect.objectContaining({ code: 'PARAM_INVALID' });

/** Arms with rewards of 0 and 1. */
const armsOf = (...counts: readonly [number, number][]): ArmStats[] =>
  counts.map(([wins, losses]) => {
    const count = wins + losses;
    return { count, sum: wins, squares: count === 0 ? 0 : (wins * losses) / count };
  });

describe('chances to be the best', () => {
  it.each(fixture.best)('equal quadrature by scipy, case %#', ({ kind, parameters, chances }) => {
    const beliefs = parameters.map(([a, b]) => (kind === 'beta' ? betaBelief(a, b) : normalBelief(a, b)));
    bestArmChances(beliefs).forEach((chance, arm) => {
      expect(Math.abs(chance - chances[arm])).toBeLessThan(1e-8);
    });
  });

  it('do not depend on the order of arms, and are equal for equals', () => {
    const pair = fc.tuple(fc.nat(300), fc.nat(300));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 6 }), (counts) => {
        const shares = thompsonShares(armsOf(...counts), { leastShare: 0 });
        const turned = thompsonShares(armsOf(...counts.toReversed()), { leastShare: 0 }).toReversed();
        shares.forEach((share, arm) => {
          expect(share).toBeCloseTo(turned[arm], 9);
        });
        expect(sum(shares)).toBeCloseTo(1, 12);
      }),
      { numRuns: 30 },
    );
    for (const share of thompsonShares(armsOf([5, 5], [5, 5], [5, 5]))) expect(share).toBeCloseTo(1 / 3, 10);
  });
});

describe('Thompson sampling', () => {
  it('with top two has the chances of its definition: draw until another is best', () => {
    const arms = armsOf([30, 70], [35, 65], [20, 80]);
    const best = thompsonShares(arms, { leastShare: 0 });
    const topTwo = thompsonShares(arms, { leastShare: 0, topTwo: 0.5 });
    const dice = fastDice(1);
    const counts = [0, 0, 0];
    for (let i = 0; i < 40_000; i++) {
      let { arm } = chooseArm(best, dice.uniform());
      if (dice.uniform() >= 0.5) {
        const first = arm;
        while (arm === first) arm = chooseArm(best, dice.uniform()).arm;
      }
      counts[arm]++;
    }
    const statistic = sum(counts.map((count, arm) => square(count - 40_000 * topTwo[arm]) / (40_000 * topTwo[arm])));
    expect(chiSquareUpperTail(statistic, 2)).toBeGreaterThan(0.001);
    expect(thompsonShares(armsOf([9000, 0], [0, 9000], [0, 9000]), { topTwo: 0.5, leastShare: 0 })).toEqual([
      0.5, 0.25, 0.25,
    ]);
  });

  it('keeps 1 % for hopeless arms, and equal shares until each arm is known a little', () => {
    expect(thompsonShares(armsOf([900, 100], [10, 990]))[1]).toBe(0.01);
    expect(thompsonShares(armsOf([9, 1], [0, 90]), { leastCount: 11 })).toEqual([0.5, 0.5]);
    expect(thompsonShares(startArms(4), { reward: 'normal' })).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('of any numbers prefers the greater mean, and needs no spread', () => {
    let arms = startArms(2);
    for (const reward of [5, 7, 6, 5]) arms = recordReward(arms, 0, reward * 1e6);
    for (const reward of [8, 9, 9, 8]) arms = recordReward(arms, 1, reward * 1e6);
    expect(thompsonShares(arms, { reward: 'normal' })[1]).toBeGreaterThan(0.98);
    expect(
      thompsonShares(
        [
          { count: 3, sum: 3, squares: 0 },
          { count: 3, sum: 6, squares: 0 },
        ],
        { reward: 'normal' },
      ),
    ).toEqual([0.01, 0.99]);
    expect(() => thompsonShares(arms)).toThrowError(refusal);
  });
});

describe('the other bandits', () => {
  it('UCB1 tries every arm, then takes the greatest bound', () => {
    expect(ucb1Shares(startArms(4))).toEqual([0.25, 0.25, 0.25, 0.25]);
    // 0.5 + sqrt(2 ln 110 / 100) = 0.807 and 0.2 + sqrt(2 ln 110 / 10) = 1.170.
    expect(ucb1Shares(armsOf([50, 50], [2, 8]))).toEqual([0, 1]);
    expect(ucb1Shares(armsOf([50, 50], [2, 8]), { exploration: 0, leastShare: 0.1 })).toEqual([0.9, 0.1]);
  });

  it('epsilon-greedy has its closed form', () => {
    expect(epsilonGreedyShares(armsOf([5, 5], [9, 1], [9, 1], [0, 9]), 0.2)).toEqual([0.05, 0.45, 0.45, 0.05]);
    expect(epsilonGreedyShares(armsOf([5, 5], [0, 0]), 0)).toEqual([0, 1]);
  });

  it('Exp3 weighs rewards by their chances', () => {
    const state = recordExp3Reward(startExp3(2, 0.2), { arm: 0, propensity: 0.25 }, 1);
    // exp(0.2 * 1 / (0.25 * 2)) = e^0.4 to 1.
    const weight = exp(0.4) / (exp(0.4) + 1);
    expect(exp3Shares(state)[0]).toBeCloseTo(0.8 * weight + 0.1, 14);
    expect(sum(exp3Shares(state))).toBeCloseTo(1, 14);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  it('LinUCB chooses as numpy does, step by step, and its factor is that of the Gram matrix', () => {
    const { features, arms, ridge, exploration, steps, inverse } = fixture.linUcb;
    let state = startLinUcb(arms, features, ridge);
    for (const { context, best, arm, reward } of steps) {
      const isTie = state.arms.every(({ factor }) => factor === state.arms[0].factor);
      const shares = linUcbShares(state, context, { exploration, leastShare: 0 });
      if (!isTie) expect(shares[best]).toBeGreaterThan(0.3);
      state = recordLinUcbReward(state, arm, context, reward);
    }
    state.arms.forEach(({ factor }, arm) => {
      const L = (i: number, j: number) => (j <= i ? factor[(i * (i + 1)) / 2 + j] : 0);
      const gram = (i: number, j: number) => sum(Array.from({ length: features }, (_, k) => L(i, k) * L(j, k)));
      for (let i = 0; i < features; i++) {
        for (let j = 0; j < features; j++) {
          const product = sum(Array.from({ length: features }, (_, k) => gram(i, k) * inverse[arm][k][j]));
          expect(product).toBeCloseTo(i === j ? 1 : 0, 9);
        }
      }
    });
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  it('LinUCB learns which arm suits which context', () => {
    const dice = fastDice(2);
    let state = startLinUcb(2, 2);
    let right = 0;
    for (let step = 0; step < 1500; step++) {
      const x = 2 * dice.uniform() - 1;
      const shares = linUcbShares(state, [1, x], { leastShare: 0.02 });
      const { arm, propensity } = chooseArm(shares, dice.uniform());
      expect(propensity).toBeGreaterThanOrEqual(0.02);
      const chance = arm === (x > 0 ? 1 : 0) ? 0.5 + 0.4 * Math.abs(x) : 0.5 - 0.4 * Math.abs(x);
      state = recordLinUcbReward(state, arm, [1, x], dice.uniform() < chance ? 1 : 0);
      if (step >= 500 && arm === (x > 0 ? 1 : 0)) right++;
    }
    expect(right / 1000).toBeGreaterThan(0.9);
  });
});

describe('regret', () => {
  const means = [0.3, 0.5, 0.4];
  const steps = 1500;
  /** What always drawing at random loses. */
  const atRandom = steps * (0.5 - sum(means) / 3);

  function regretOf(seed: number, sharesOf: (arms: readonly ArmStats[], step: number) => readonly number[]): number {
    const dice = fastDice(seed);
    let arms = startArms(3);
    let lost = 0;
    for (let step = 0; step < steps; step++) {
      const { arm } = chooseArm(sharesOf(arms, step), dice.uniform());
      lost += 0.5 - means[arm];
      arms = recordReward(arms, arm, dice.uniform() < means[arm] ? 1 : 0);
    }
    return lost;
  }
  const mean = (one: (seed: number) => number) => sum(Array.from({ length: 5 }, (_, seed) => one(seed))) / 5;

  it('is far below that of chance', () => {
    let shares: readonly number[] = [];
    const everyFifty = (topTwo: number) => (arms: readonly ArmStats[], step: number) => {
      if (step % 50 === 0) shares = thompsonShares(arms, { topTwo });
      return shares;
    };
    expect(mean((seed) => regretOf(seed, everyFifty(1)))).toBeLessThan(0.35 * atRandom);
    expect(mean((seed) => regretOf(seed, everyFifty(0.5)))).toBeLessThan(0.75 * atRandom);
    expect(mean((seed) => regretOf(seed, (arms) => epsilonGreedyShares(arms, 0.1)))).toBeLessThan(0.5 * atRandom);
    const ucb = mean((seed) => regretOf(seed, (arms) => ucb1Shares(arms)));
    expect(ucb).toBeLessThan(0.9 * atRandom);
    // Theorem 1 of Auer, Cesa-Bianchi and Fischer.
    const gaps = [0.2, 0.1];
    const bound = sum(gaps.map((gap) => (8 * log(steps)) / gap)) + (1 + square(Math.PI) / 3) * sum(gaps);
    expect(ucb).toBeLessThan(bound);
  });

  it('of Exp3 is within its bound when the best arm changes', () => {
    const dice = fastDice(7);
    let state = startExp3(2, 0.1);
    let got = 0;
    const perArm = [0, 0];
    for (let step = 0; step < 4000; step++) {
      const rewards = step < 1000 ? [0.8, 0.2] : [0.1, 0.9];
      const choice = chooseArm(exp3Shares(state), dice.uniform());
      got += rewards[choice.arm];
      rewards.forEach((reward, arm) => {
        perArm[arm] += reward;
      });
      state = recordExp3Reward(state, choice, rewards[choice.arm]);
    }
    // Theorem 3.1: (e - 1) * exploration * best + arms * ln(arms) / exploration.
    const best = Math.max(...perArm);
    expect(best - got).toBeLessThan((Math.E - 1) * 0.1 * best + (2 * log(2)) / 0.1);
  });
});

describe('draws', () => {
  it('come as often as their propensity says', () => {
    const shares = [0.01, 0.29, 0, 0.7];
    const dice = fastDice(3);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const { arm, propensity } = chooseArm(shares, dice.uniform());
      expect(propensity).toBe(shares[arm]);
      counts[arm]++;
    }
    expect(counts[2]).toBe(0);
    const statistic = sum([0, 1, 3].map((arm) => square(counts[arm] - 20_000 * shares[arm]) / (20_000 * shares[arm])));
    expect(chiSquareUpperTail(statistic, 2)).toBeGreaterThan(0.001);
    // Shares that sum to a little less than 1 by rounding.
    expect(chooseArm([0.1, 0.2, 0.6999999, 0], 0.99999999).arm).toBe(2);
  });

  it('with a least share keep the sum, the order and the floor', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (raw, part) => {
          fc.pre(sum(raw) > 1e-6);
          const shares = raw.map((value) => value / sum(raw));
          const least = part / shares.length;
          const floored = withLeastShare(shares, least);
          expect(sum(floored)).toBeCloseTo(1, 9);
          floored.forEach((share, i) => {
            expect(share).toBeGreaterThanOrEqual(least);
            floored.forEach((other, j) => {
              if (shares[i] > shares[j]) expect(share).toBeGreaterThanOrEqual(other - 1e-12);
            });
          });
        },
      ),
    );
    expect(withLeastShare([1, 0], 0.5)).toEqual([0.5, 0.5]);
  });

  it('refuse what makes no sense', () => {
    const calls: (() => unknown)[] = [
      () => startArms(1),
      () => startArms(101),
      () => recordReward(startArms(2), 2, 1),
      () => recordReward(startArms(2), 0, Number.NaN),
      () => chooseArm([1], 1),
      () => withLeastShare([0.5, 0.5], 0.6),
      () => thompsonShares(startArms(2), { topTwo: 0 }),
      () => epsilonGreedyShares(startArms(2), 2),
      () => ucb1Shares(startArms(2), { exploration: -1 }),
      () => startExp3(2, 0),
      () => recordExp3Reward(startExp3(2), { arm: 0, propensity: 0 }, 1),
      () => recordExp3Reward(startExp3(2), { arm: 0, propensity: 1 }, 2),
      () => startLinUcb(2, 257),
      () => startLinUcb(2, 2, 0),
      () => linUcbShares(startLinUcb(2, 2), [1]),
      () => recordLinUcbReward(startLinUcb(2, 2), 0, [1, Number.NaN], 1),
    ];
    for (const call of calls) expect(call).toThrowError(refusal);
  });
});
