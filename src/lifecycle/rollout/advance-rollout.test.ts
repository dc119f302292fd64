import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { distributionsReady } from '../../math/distributions.ts';
import { advanceRollout } from './advance-rollout.ts';
import { variantCountsSchema } from './counts.ts';
import { type RolloutAction, type RolloutEvent, rolloutEventSchema } from './events.ts';
import { binsSlower, latencyBin, latencyBinCount, quantileBin } from './latency-bins.ts';
import type { RolloutPolicyInput } from './policy.ts';
import { startRollout } from './start-rollout.ts';
import type { RolloutState } from './state.ts';
import { type Traffic, trafficOf } from './traffic.ts';

beforeAll(distributionsReady);

const epoch = 1_700_000_000_000;
const start = (policy: RolloutPolicyInput, candidates = ['m@2']) =>
  startRollout(policy, { champion: 'm@1', candidates, token: 1, now: epoch });
const millionths = ({ shares }: Traffic) => shares.map((share) => share.millionths);

interface Told {
  readonly variant: string;
  readonly answers?: number;
  readonly errors?: number;
  readonly units?: number;
  readonly rewards?: number;
  readonly rewardSum?: number;
}

function observation(state: RolloutState, told: readonly Told[], passedMs = 1000): RolloutEvent {
  const counts = told.map((one) => variantCountsSchema.parse({ answers: 0, ...one }));
  const { token, at, observed } = state;
  return { kind: 'observation', token, now: at + passedMs, sequence: observed + 1, counts, severalUnits: 0 };
}

const see = (state: RolloutState, ...told: Told[]) => advanceRollout(state, observation(state, told)).state;
const tick = (state: RolloutState, passedMs: number) =>
  advanceRollout(state, { kind: 'tick', token: state.token, now: state.at + passedMs }).state;

describe('a canary', () => {
  it('climbs its steps when time and answers are there, and is promoted', () => {
    let state = start({ strategy: 'canary', leastSeconds: 60, leastRequests: 100 });
    const climbed = [millionths(trafficOf(state))[1]];
    for (let minute = 0; minute < 6; minute++) {
      state = see(state, { variant: 'm@1', answers: 1000 }, { variant: 'm@2', answers: 99 });
      state = tick(state, 60_000);
      expect(millionths(trafficOf(state))[1]).toBe(climbed.at(-1));
      const { state: next, actions } = advanceRollout(state, observation(state, [{ variant: 'm@2', answers: 1 }]));
      expect(actions[0]).toEqual({ kind: 'route', token: 1, revision: minute + 2, traffic: trafficOf(next) });
      state = next;
      climbed.push(millionths(trafficOf(state))[1]);
    }
    expect(climbed).toEqual([10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 1_000_000]);
    expect(state).toMatchObject({ phase: 'promoted', promoted: 'm@2' });
  });

  it('does not climb by jumps of the clock, neither forward nor back', () => {
    let state = start({ strategy: 'canary', leastSeconds: 300, leastRequests: 0 });
    state = tick(state, 86_400_000);
    expect(state).toMatchObject({ step: 0, stepMs: 60_000 });
    state = tick(state, -86_400_000);
    expect(state).toMatchObject({ step: 0, stepMs: 60_000 });
    for (let minute = 0; minute < 4; minute++) state = tick(state, 60_000);
    expect(state.step).toBe(1);
  });

  it('stays where it is while paused, still watched, and goes on when resumed', () => {
    let state = start({ strategy: 'canary', leastSeconds: 10, leastRequests: 0 });
    const command = (kind: 'pause' | 'resume' | 'abort') => ({ kind, token: 1, now: state.at }) as const;
    state = advanceRollout(state, command('pause')).state;
    for (let i = 0; i < 10; i++) state = tick(state, 10_000);
    expect(state).toMatchObject({ phase: 'paused', step: 0, stepMs: 0 });
    const broken = see(state, { variant: 'm@1', answers: 1000 }, { variant: 'm@2', answers: 20, errors: 20 });
    expect(broken.phase).toBe('rolled_back');
    expect(millionths(trafficOf(broken))).toEqual([1_000_000, 0]);
    state = advanceRollout(state, command('resume')).state;
    expect(tick(state, 10_000).step).toBe(1);
    expect(advanceRollout(state, command('resume')).actions).toEqual([{ kind: 'refused', reason: 'not_paused' }]);
    const aborted = advanceRollout(state, command('abort')).state;
    expect(millionths(trafficOf(aborted))).toEqual([1_000_000, 0]);
    expect(advanceRollout(aborted, command('pause')).actions).toEqual([{ kind: 'refused', reason: 'not_under_way' }]);
    expect(advanceRollout(aborted, { ...command('pause'), kind: 'tick' })).toEqual({ state: aborted, actions: [] });
  });

  it('is promoted by a person at once, but not to a version that is no candidate', () => {
    const state = start({ strategy: 'canary' });
    const promote = (version: string) => advanceRollout(state, { kind: 'promote', token: 1, now: epoch, version });
    expect(promote('m@9').actions).toEqual([{ kind: 'refused', reason: 'not_a_candidate' }]);
    const { state: end, actions } = promote('m@2');
    expect(millionths(trafficOf(end))).toEqual([0, 1_000_000]);
    expect(actions.map(({ kind }) => kind)).toEqual(['route', 'promote', 'phase']);
  });

  it('is not stopped for errors so rare that they do not matter', () => {
    let state = start({ strategy: 'canary', leastSeconds: 86_400 });
    for (let i = 0; i < 50; i++) {
      state = see(state, { variant: 'm@1', answers: 500_000 }, { variant: 'm@2', answers: 50_000, errors: 5 });
    }
    expect(state.phase).toBe('running');
    const strict = start({ strategy: 'canary', leastSeconds: 86_400, guardrails: { errors: { ignoredRate: 0 } } });
    expect(
      see(strict, { variant: 'm@1', answers: 500_000 }, { variant: 'm@2', answers: 50_000, errors: 5 }).phase,
    ).toBe('rolled_back');
  });
});

describe('the other guardrails', () => {
  it('pause when units do not arrive as asked, once', () => {
    let state = start({ strategy: 'ab', weights: [1, 1] });
    state = see(state, { variant: 'm@1', units: 1000 }, { variant: 'm@2', units: 1010 });
    expect(state.phase).toBe('running');
    state = see(state, { variant: 'm@1', units: 5000 }, { variant: 'm@2', units: 4000 });
    expect(state).toMatchObject({ phase: 'paused', findings: [{ guardrail: 'arrivals', action: 'pause' }] });
    state = advanceRollout(state, { kind: 'resume', token: 1, now: state.at }).state;
    expect(see(state, { variant: 'm@1', units: 5000 }, { variant: 'm@2', units: 4000 }).phase).toBe('running');
  });

  it('note silence, and units that saw several variants', () => {
    let state = start({ strategy: 'canary', guardrails: { silence: { seconds: 90 } } });
    state = tick(tick(state, 50_000), 50_000);
    expect(state.findings).toMatchObject([{ guardrail: 'silence', variant: 'm@2', action: 'warn' }]);
    const told = observation(state, [
      { variant: 'm@1', units: 900 },
      { variant: 'm@2', units: 10 },
    ]);
    const { state: next, actions } = advanceRollout(state, { ...told, severalUnits: 20 } as RolloutEvent);
    expect(next.phase).toBe('running');
    expect(actions).toMatchObject([{ kind: 'found', finding: { guardrail: 'exposures' } }]);
  });

  it('that are off say nothing', () => {
    const state = start({ strategy: 'canary', guardrails: { errors: { action: 'off' } } });
    expect(see(state, { variant: 'm@1', answers: 1000 }, { variant: 'm@2', answers: 90, errors: 90 }).phase).toBe(
      'running',
    );
  });
});

describe('an A/B test', () => {
  it('drops a broken candidate, keeps the other, and leaves the choice to a person', () => {
    let state = start({ strategy: 'ab', weights: [2, 1, 1], leastSeconds: 60, leastRequests: 1000 }, ['m@2', 'm@3']);
    expect(millionths(trafficOf(state))).toEqual([500_000, 250_000, 250_000]);
    state = see(
      state,
      { variant: 'm@1', answers: 500 },
      { variant: 'm@2', answers: 250, errors: 100 },
      { variant: 'm@3', answers: 250 },
    );
    expect(millionths(trafficOf(state))).toEqual([750_000, 0, 250_000]);
    expect(state.variants[1].dropped).toBe('errors');
    state = see(tick(state, 60_000), { variant: 'm@1', answers: 500 }, { variant: 'm@3', answers: 1000 });
    expect(state.phase).toBe('ready');
    const promote = (version: string) => advanceRollout(state, { kind: 'promote', token: 1, now: epoch, version });
    expect(promote('m@2').actions).toEqual([{ kind: 'refused', reason: 'not_a_candidate' }]);
    expect(promote('m@3').state).toMatchObject({ phase: 'promoted', promoted: 'm@3' });
  });
});

describe('a bandit', () => {
  const policy: RolloutPolicyInput = { strategy: 'bandit', updateSeconds: 60, leastSeconds: 600, leastRequests: 0 };
  const reward = (state: RolloutState, sums: readonly number[]) =>
    see(state, ...sums.map((rewardSum, i) => ({ variant: `m@${i + 1}`, rewards: 200, rewardSum })));

  it.each(['thompson', 'ucb1', 'epsilon_greedy'] as const)(
    'by %s follows rewards at its times, keeps some for each, and drops what fails',
    (algorithm) => {
      let state = start({ ...policy, algorithm, topTwo: 0.9 }, ['m@2', 'm@3']);
      expect(millionths(trafficOf(state))).toEqual([333_334, 333_333, 333_333]);
      state = reward(state, [60, 100, 20]);
      expect(state.revision).toBe(1);
      state = tick(state, 60_000);
      expect(state.revision).toBe(2);
      const [champion, best, worst] = millionths(trafficOf(state));
      expect(champion + best + worst).toBe(1_000_000);
      expect(best).toBeGreaterThan(850_000);
      expect(Math.min(champion, worst)).toBeGreaterThanOrEqual(10_000);
      // A better one that fails is dropped all the same, and its part is the champion's until the next change.
      state = see(
        state,
        { variant: 'm@1', answers: 500 },
        { variant: 'm@2', answers: 500, errors: 100 },
        { variant: 'm@3', answers: 9 },
      );
      expect(millionths(trafficOf(state))).toEqual([1_000_000 - worst, 0, worst]);
      state = tick(state, 60_000);
      expect(millionths(trafficOf(state))[1]).toBe(0);
      for (let minute = 0; minute < 10; minute++) state = tick(state, 60_000);
      expect(state.phase).toBe('ready');
    },
  );

  it('waits for enough rewards of each', () => {
    const state = tick(
      see(
        start(policy),
        { variant: 'm@1', rewards: 500, rewardSum: 5 },
        { variant: 'm@2', rewards: 99, rewardSum: 99 },
      ),
      60_000,
    );
    expect(millionths(trafficOf(state))).toEqual([500_000, 500_000]);
    expect(state.revision).toBe(1);
  });
});

describe('a policy', () => {
  it.each([
    [{ strategy: 'canary', steps: [0.1, 0.05] }, ['m@2']],
    [{ strategy: 'canary' }, ['m@2', 'm@3']],
    [{ strategy: 'canary' }, ['m@1']],
    [{ strategy: 'ab', weights: [1] }, []],
    [{ strategy: 'canary', unit: { header: 'X Y' } }, ['m@2']],
  ] as [RolloutPolicyInput, string[]][])('that breaks a law is refused: %j of %j', (policy, candidates) => {
    expect(() => start(policy, candidates)).toThrowError(expect.objectContaining({ code: 'PARAM_INVALID' }));
  });

  it('is told which value breaks the law', () => {
    const unknown = { strategy: 'bandit', algorithm: 'thomson' } as unknown as RolloutPolicyInput;
    expect(() => start(unknown)).toThrowError(
      expect.objectContaining({
        details: { name: 'policy.algorithm', law: 'one of thompson, ucb1, epsilon_greedy', value: '"thomson"' },
      }),
    );
  });
});

describe('latency bins', () => {
  it('hold every latency, in order', () => {
    expect([0, 0.1, 0.11, 1e9, Number.NaN, -1].map(latencyBin)).toEqual([
      0,
      0,
      1,
      latencyBinCount - 1,
      latencyBinCount - 1,
      0,
    ]);
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        fc.double({ min: 1, max: 8, noNaN: true }),
        (ms, times) => {
          expect(latencyBin(ms * times) - latencyBin(ms)).toBeLessThanOrEqual(binsSlower(times) + 1);
          expect(latencyBin(ms * times)).toBeGreaterThanOrEqual(latencyBin(ms));
        },
      ),
    );
    expect(quantileBin([0, 5, 4, 1], 0.9)).toBe(2);
    expect(quantileBin([0, 0], 0.5)).toBeUndefined();
  });
});

/** A controller that may be killed anywhere, its store, and servers that refuse what is older than what they have. */
class World {
  stored: RolloutState;
  served: Traffic;
  at = [0, 0];
  promoted: string | undefined;
  counted = 0;
  sequence = 0;

  constructor(state: RolloutState) {
    this.stored = state;
    this.served = trafficOf(state);
  }

  /** @param killedAt after so many writes (the store is the first); @param state a stale copy, or the stored one. */
  handle(event: RolloutEvent, killedAt: number, state: RolloutState = this.stored): void {
    const { state: next, actions } = advanceRollout(JSON.parse(JSON.stringify(state)), event);
    if (killedAt < 1 || event.token < this.stored.token) {
      // Killed before it stored, or fenced off by the store.
      if (event.token < this.stored.token) this.carryOut(actions, killedAt);
      return;
    }
    if (event.kind === 'observation' && next.observed > this.stored.observed) {
      this.counted += event.counts.reduce((sum, { answers }) => sum + answers, 0);
    }
    this.stored = JSON.parse(JSON.stringify(next));
    expect(this.stored).toEqual(next);
    this.carryOut(actions, killedAt - 1);
  }

  carryOut(actions: readonly RolloutAction[], killedAt: number): void {
    for (const action of actions.slice(0, killedAt)) {
      if (action.kind !== 'route' && action.kind !== 'promote') continue;
      const isOlder = action.token < this.at[0] || (action.token === this.at[0] && action.revision < this.at[1]);
      if (isOlder) continue;
      this.at = [action.token, action.revision];
      if (action.kind === 'route') this.served = action.traffic;
      else this.promoted = action.version;
    }
  }
}

describe('killed anywhere, twice led, told twice', () => {
  const act = fc.record({
    kind: fc.constantFrom(
      'tick',
      'observation',
      'observation',
      'pause',
      'resume',
      'abort',
      'promote',
      'recover',
      'again',
      'takeover',
      'stale',
    ),
    passedMs: fc.integer({ min: -100_000, max: 200_000 }),
    answers: fc.nat(500),
    errorShare: fc.constantFrom(0, 0, 0, 0.01, 0.5),
    killedAt: fc.constantFrom(0, 1, 2, 99, 99, 99, 99),
  });
  const policies: readonly [RolloutPolicyInput, string[]][] = [
    [{ strategy: 'canary', leastSeconds: 30, leastRequests: 50 }, ['m@2']],
    [{ strategy: 'canary', leastSeconds: 1, leastRequests: 0, control: 'equal', steps: [0.3, 0.7, 1] }, ['m@2']],
    [{ strategy: 'blue_green', leastSeconds: 30, leastRequests: 50 }, ['m@2']],
    [{ strategy: 'shadow', leastSeconds: 30, leastRequests: 50 }, ['m@2']],
    [{ strategy: 'ab', weights: [3, 1, 1], leastSeconds: 30, leastRequests: 50 }, ['m@2', 'm@3']],
    [{ strategy: 'bandit', updateSeconds: 30, leastRewards: 100, leastSeconds: 300 }, ['m@2', 'm@3']],
    [{ strategy: 'contextual_bandit', columns: ['a'], updateSeconds: 30, leastSeconds: 300 }, ['m@2', 'm@3']],
  ];

  it('traffic is always the whole, and after a recovery it is what the stored state says', () => {
    fc.assert(
      fc.property(fc.constantFrom(...policies), fc.array(act, { maxLength: 30 }), ([policy, candidates], acts) => {
        const world = new World(start({ ...policy, outputBins: 2 }, candidates));
        let old = world.stored;
        let last: RolloutEvent | undefined;
        for (const { kind, passedMs, answers, errorShare, killedAt } of acts) {
          const { token, at } = world.stored;
          const by = { token, now: at + passedMs };
          const errors = Math.floor(answers * errorShare);
          const told = [
            { variant: 'm@1', answers },
            { variant: candidates.at(-1)!, answers, errors },
            { variant: 'gone@7', answers: 3 },
          ];
          if (kind === 'again' && last) world.handle({ ...last, token }, killedAt);
          else if (kind === 'takeover') {
            old = world.stored;
            world.handle({ kind: 'recover', token: token + 1, now: by.now }, killedAt);
          } else if (kind === 'stale' && old.token < token)
            world.handle({ kind: 'abort', token: old.token, now: by.now }, killedAt, old);
          else if (kind === 'observation' || kind === 'again' || kind === 'stale') {
            last = observation(world.stored, told, passedMs);
            world.handle(last, killedAt);
          } else if (kind === 'promote') world.handle({ kind, ...by, version: candidates[0] }, killedAt);
          else world.handle({ kind, ...by }, killedAt);
          for (const traffic of [world.served, trafficOf(world.stored)]) {
            expect(millionths(traffic).reduce((sum, value) => sum + value, 0)).toBe(1_000_000);
            expect(millionths(traffic).every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
          }
          trafficOf(world.stored).shares.forEach((share, i) => {
            if (world.stored.variants[i].dropped) expect(share.millionths).toBe(0);
          });
          expect(world.stored.token).toBeGreaterThanOrEqual(token);
        }
        world.handle({ kind: 'recover', token: world.stored.token + 1, now: world.stored.at }, 99);
        expect(world.served).toEqual(trafficOf(world.stored));
        expect(world.promoted).toBe(world.stored.promoted);
        const { reference, watches } = world.stored;
        const seen = reference.answers + Object.values(watches).reduce((sum, { totals }) => sum + totals.answers, 0);
        expect(seen).toBeLessThanOrEqual(world.counted);
      }),
      { numRuns: 100 },
    );
  });

  it('an event of the schema always finds an answer', () => {
    const state = start({ strategy: 'canary' });
    const event = {
      kind: 'observation',
      token: 1,
      now: epoch,
      sequence: 1,
      counts: [{ variant: 'm@2', answers: 1, outputs: new Array(64).fill(1), latency: [1] }],
    };
    const { state: next } = advanceRollout(state, rolloutEventSchema.parse(event));
    expect(next.watches['m@2'].totals.outputs.length).toBe(20);
    expect(next.watches['m@2'].totals.outputs[19]).toBe(45);
    expect(
      rolloutEventSchema.safeParse({ ...event, counts: [{ variant: 'm@2', answers: 1, errors: 2 }] }).success,
    ).toBe(false);
  });
});
