/** What a canary must survive, and what its users must not notice: F37 and the false alarms, on a virtual clock. */
import { beforeAll, describe, expect, it } from 'vitest';
import { fastDice } from '../../../tests/draw-count.ts';
import { type Behaviour, simulateRollout } from '../../../tests/lifecycle/simulate-rollout.ts';
import { distributionsReady } from '../../math/distributions.ts';
import { rolloutReport } from './judge.ts';
import type { RolloutPolicyInput } from './policy.ts';
import { startRollout } from './start-rollout.ts';
import { trafficOf } from './traffic.ts';

beforeAll(distributionsReady);

const start = (policy: RolloutPolicyInput) =>
  startRollout(policy, { champion: 'churn@1', candidates: ['churn@2'], token: 1, now: 1_700_000_000_000 });
/** Stays at 5 % for the whole test. */
const atFive: RolloutPolicyInput = { strategy: 'canary', steps: [0.05], leastSeconds: 100_000, outputBins: 3 };

describe('a bad canary at 5 % of 1,000 requests a second', () => {
  const cases: readonly [string, Partial<Behaviour>, { seconds: number; by: string }][] = [
    ['fails 5 % of requests', { errors: 0.05 }, { seconds: 10, by: 'errors' }],
    ['fails all requests', { errors: 1 }, { seconds: 2, by: 'errors' }],
    ['is three times as slow', { medianBin: 24 + 7 }, { seconds: 10, by: 'latency' }],
    ['is slow at its 99th percentile', { slow: 0.05 }, { seconds: 10, by: 'latency' }],
    ['answers NaN now and then', { invalid: 0.05 }, { seconds: 10, by: 'invalid' }],
    ['answers the frequent class only', { outputs: [1, 0, 0] }, { seconds: 30, by: 'constant' }],
    ['answers the rare class only', { outputs: [0, 0, 1] }, { seconds: 30, by: 'constant' }],
  ];

  it.each(cases)('that %s is rolled back in time', (_, candidate, { seconds, by }) => {
    for (const breaksAt of [0, 200]) {
      for (let seed = 0; seed < (breaksAt === 0 ? 6 : 2); seed++) {
        const rng = fastDice(seed);
        const end = simulateRollout(start(atFive), {
          rng,
          perSecond: 1000,
          seconds: breaksAt + 100,
          candidate,
          breaksAt,
        });
        expect(end.state.phase).toBe('rolled_back');
        expect(end.state.findings.find(({ action }) => action === 'rollback')?.guardrail).toBe(by);
        expect(end.badSeconds).toBeLessThanOrEqual(seconds);
        expect(end.bad).toBeLessThanOrEqual(200);
        expect(trafficOf(end.state).shares[0]).toMatchObject({ variant: 'churn@1', millionths: 1_000_000 });
        expect(end.actions.map(({ kind }) => kind)).toContain('route');
      }
    }
  });

  it('that is wrong 10 points more often is rolled back soon after labels arrive', () => {
    for (let seed = 0; seed < 5; seed++) {
      const rng = fastDice(seed);
      const options = { rng, perSecond: 600, seconds: 400, labelDelay: 120 };
      const end = simulateRollout(start(atFive), { ...options, candidate: { wrong: 0.2 } });
      expect(end.state.phase).toBe('rolled_back');
      expect(end.state.findings.at(-1)?.guardrail).toBe('wrong');
      expect(end.badSeconds).toBeGreaterThan(120);
      expect(end.badSeconds).toBeLessThan(180);
      expect(end.state.watches['churn@2'].totals.labels).toBeGreaterThanOrEqual(50);
    }
  });

  it('that is worse by 1 % only is not rolled back; the report says what would have been found', () => {
    const rng = fastDice(9);
    const candidate = { wrong: 0.101, outputs: [0.606, 0.297, 0.097] };
    const { state } = simulateRollout(start(atFive), { rng, perSecond: 600, seconds: 300, labelDelay: 5, candidate });
    expect(state.phase).toBe('running');
    const report = rolloutReport(state)['churn@2'];
    const wrong = report.find(({ guardrail }) => guardrail === 'wrong')!;
    expect(wrong.pValue).toBeGreaterThan(wrong.actsBelow);
    expect(wrong.rate).toBeCloseTo(0.101, 1);
    expect(wrong.referenceRate).toBeCloseTo(0.1, 2);
    expect(wrong.detectableRatio).toBeGreaterThan(1.05);
    expect(wrong.detectableRatio).toBeLessThan(1.4);
  });
});

describe('a bad canary at 5 % of 50 requests a second', () => {
  const simulate = (seed: number, breaksAt: number, candidate: Partial<Behaviour>) => {
    const rng = fastDice(seed);
    return simulateRollout(start(atFive), { rng, perSecond: 50, seconds: breaksAt + 300, candidate, breaksAt });
  };

  it.each<readonly [string, Partial<Behaviour>]>([
    ['fails all requests', { errors: 1 }],
    ['fails every second one', { errors: 0.5 }],
    ['answers NaN', { invalid: 1 }],
    ['answers NaN every second time', { invalid: 0.5 }],
    ['is three times as slow', { medianBin: 24 + 7 }],
    ['is eleven times as slow', { medianBin: 24 + 14 }],
  ])('that %s is rolled back within 10 seconds', (_, candidate) => {
    for (const breaksAt of [0, 200]) {
      for (let seed = 0; seed < 8; seed++) {
        const { state, badSeconds, bad } = simulate(seed, breaksAt, candidate);
        expect(state.phase).toBe('rolled_back');
        expect(badSeconds).toBeLessThanOrEqual(10);
        expect(bad).toBeLessThanOrEqual(30);
      }
    }
  });

  it.each<readonly [string, Partial<Behaviour>]>([
    ['fails 5 % of requests', { errors: 0.05 }],
    ['answers NaN now and then', { invalid: 0.05 }],
  ])(
    'that %s does so an eighth of a time a second: it takes as few bad answers to find, and longer',
    (_, candidate) => {
      for (let seed = 0; seed < 8; seed++) {
        const { state, badSeconds, bad } = simulate(seed, 0, candidate);
        expect(state.phase).toBe('rolled_back');
        expect(badSeconds).toBeLessThanOrEqual(120);
        expect(bad).toBeLessThanOrEqual(15);
      }
    },
  );
});

describe('a good canary', () => {
  it('is stopped in at most 1 of 100 runs, over all its steps and however often it is looked at', () => {
    const policy: RolloutPolicyInput = { strategy: 'canary', leastSeconds: 5, leastRequests: 0, outputBins: 3 };
    let stopped = 0;
    let promoted = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const simulation = { rng: fastDice(seed), perSecond: 50, seconds: 40, candidate: {}, labelDelay: 3 };
      const { state } = simulateRollout(start(policy), { ...simulation, champion: { errors: 0.02 } });
      if (state.findings.some(({ action }) => action !== 'warn')) stopped++;
      else if (state.phase === 'promoted') promoted++;
    }
    expect(stopped).toBeLessThanOrEqual(10);
    expect(promoted).toBeGreaterThan(900);
  });

  it('survives an outage that hits both', () => {
    for (let seed = 0; seed < 5; seed++) {
      const simulation = { rng: fastDice(seed), perSecond: 400, seconds: 60 };
      const { state } = simulateRollout(start(atFive), { ...simulation, candidate: {}, champion: { errors: 0.4 } });
      expect(state.phase).toBe('running');
    }
  });
});

describe('other strategies', () => {
  it('blue_green switches, and back when the new version fails with nothing left to compare it with', () => {
    const policy: RolloutPolicyInput = { strategy: 'blue_green', observeSeconds: 10, leastSeconds: 60, outputBins: 3 };
    const simulation = { perSecond: 200, seconds: 200 };
    const good = simulateRollout(start(policy), { ...simulation, rng: fastDice(1), candidate: {} });
    expect(good.state).toMatchObject({ phase: 'promoted', promoted: 'churn@2' });
    const bads: readonly Partial<Behaviour>[] = [
      { errors: 0.5 },
      { invalid: 0.2 },
      { medianBin: 31 },
      { outputs: [1, 0, 0] },
    ];
    for (const candidate of bads) {
      const { state, badSeconds } = simulateRollout(start(policy), { ...simulation, rng: fastDice(2), candidate });
      expect(state.phase).toBe('rolled_back');
      expect(badSeconds).toBeLessThanOrEqual(10);
    }
  });

  it('a shadow answers nobody, and passes or is stopped', () => {
    const policy: RolloutPolicyInput = { strategy: 'shadow', leastSeconds: 30, outputBins: 3 };
    const simulation = { perSecond: 100, seconds: 100 };
    const good = simulateRollout(start(policy), { ...simulation, rng: fastDice(1), candidate: {} });
    expect(good.state.phase).toBe('passed');
    const bad = simulateRollout(start(policy), { ...simulation, rng: fastDice(1), candidate: { errors: 0.2 } });
    expect(bad.state.phase).toBe('rolled_back');
    expect(trafficOf(start(policy)).shares.map(({ millionths }) => millionths)).toEqual([1_000_000, 0]);
    expect(trafficOf(start(policy)).mirror).toEqual([{ version: 'churn@2', share: 1 }]);
    expect(trafficOf(good.state).mirror).toEqual([]);
  });

  it('a canary beside a control of its size is judged by that', () => {
    const policy: RolloutPolicyInput = { ...atFive, control: 'equal' };
    expect(trafficOf(start(policy)).shares.map(({ millionths }) => millionths)).toEqual([900_000, 50_000, 50_000]);
    const simulation = { rng: fastDice(3), perSecond: 600, seconds: 100 };
    expect(simulateRollout(start(policy), { ...simulation, candidate: { errors: 0.2 } }).state.phase).toBe(
      'rolled_back',
    );
    expect(simulateRollout(start(policy), { ...simulation, candidate: {} }).state.phase).toBe('running');
  });
});
