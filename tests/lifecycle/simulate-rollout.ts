/** A rollout under simulated traffic with a virtual clock: one observation each second. */
import { advanceRollout } from '../../src/lifecycle/rollout/advance-rollout.ts';
import type { VariantCounts } from '../../src/lifecycle/rollout/counts.ts';
import type { RolloutAction } from '../../src/lifecycle/rollout/events.ts';
import { latencyBinCount } from '../../src/lifecycle/rollout/latency-bins.ts';
import type { RolloutState } from '../../src/lifecycle/rollout/state.ts';
import { isUnderWay, trafficOf } from '../../src/lifecycle/rollout/traffic.ts';
import { drawCount, type fastDice } from '../draw-count.ts';

type Dice = ReturnType<typeof fastDice>;

export interface Behaviour {
  readonly errors: number;
  readonly invalid: number;
  /** Bin of the median latency, and a share of answers that is 16 bins (16 times) slower. */
  readonly medianBin: number;
  readonly slow: number;
  /** Shares of the answers. */
  readonly outputs: readonly number[];
  /** Share of wrong answers; labels arrive for every answer after `labelDelay` seconds. */
  readonly wrong: number;
}

const healthy: Behaviour = {
  errors: 0.001,
  invalid: 0,
  medianBin: 24,
  slow: 0.005,
  outputs: [0.6, 0.3, 0.1],
  wrong: 0.1,
};

export interface Simulation {
  readonly rng: Dice;
  readonly perSecond: number;
  readonly seconds: number;
  readonly candidate: Partial<Behaviour>;
  readonly champion?: Partial<Behaviour>;
  /** Labels come this late; none without it. */
  readonly labelDelay?: number;
  /** The candidate is as the champion until then. */
  readonly breaksAt?: number;
}

export interface Simulated {
  readonly state: RolloutState;
  readonly actions: readonly RolloutAction[];
  /** Seconds since the candidate was bad and had traffic. */
  readonly badSeconds: number;
  /** Answers of the candidate while it was bad: failed, of no use, or slow. */
  readonly bad: number;
  readonly candidateAnswers: number;
}

const latencyShares = [0.02, 0.1, 0.2, 0.36, 0.2, 0.08, 0.03, 0.01];

export function simulateRollout(start: RolloutState, simulation: Simulation): Simulated {
  const { rng, perSecond, seconds, labelDelay, breaksAt = 0 } = simulation;
  const champion = { ...healthy, ...simulation.champion };
  const candidateName = start.variants.find(({ role }) => role === 'candidate')!.name;
  const unlabelled: { variant: string; labels: number; wrong: number }[][] = [];
  const actions: RolloutAction[] = [];
  let state = start;
  let bad = 0;
  let badSeconds = 0;
  let candidateAnswers = 0;
  for (let second = 1; second <= seconds && isUnderWay(state); second++) {
    const { shares, mirror } = trafficOf(state);
    let left = perSecond;
    let leftShare = 1_000_000;
    const pending: { variant: string; labels: number; wrong: number }[] = [];
    const counts: VariantCounts[] = [];
    for (const { variant, millionths } of shares) {
      const routed = leftShare === 0 ? 0 : drawCount(rng, left, millionths / leftShare);
      left -= routed;
      leftShare -= millionths;
      const isCandidate = variant === candidateName;
      const answers = isCandidate && mirror.length > 0 ? Math.round(perSecond * mirror[0].share) : routed;
      const isBad = isCandidate && second > breaksAt;
      const behaviour = isBad ? { ...champion, ...simulation.candidate } : champion;
      const seen = observe(rng, variant, answers, behaviour);
      pending.push({ variant, labels: answers, wrong: drawCount(rng, answers, behaviour.wrong) });
      counts.push(seen);
      if (isCandidate) candidateAnswers += answers;
      if (!isBad || answers === 0) continue;
      badSeconds++;
      bad += seen.errors + seen.invalid + countSlow(seen.latency, champion.medianBin);
    }
    unlabelled.push(pending);
    if (labelDelay !== undefined && second > labelDelay) {
      for (const { variant, labels, wrong } of unlabelled[second - labelDelay - 1]) {
        counts.push({ ...observe(rng, variant, 0, champion), labels, wrong });
      }
    }
    const event = { kind: 'observation', token: state.token, now: start.at + 1000 * second, sequence: second } as const;
    const next = advanceRollout(state, { ...event, counts, severalUnits: 0 });
    state = next.state;
    actions.push(...next.actions);
  }
  return { state, actions, bad, badSeconds, candidateAnswers };
}

function observe(rng: Dice, variant: string, answers: number, behaviour: Behaviour): VariantCounts {
  const errors = drawCount(rng, answers, behaviour.errors);
  const invalid = drawCount(rng, answers - errors, behaviour.invalid);
  const latency = new Array<number>(latencyBinCount).fill(0);
  const slow = drawCount(rng, answers, behaviour.slow);
  addDivided(rng, answers - slow, latencyShares, latency, behaviour.medianBin - 3);
  addDivided(rng, slow, latencyShares, latency, behaviour.medianBin + 13);
  const outputs = behaviour.outputs.map(() => 0);
  addDivided(rng, answers - errors - invalid, behaviour.outputs, outputs, 0);
  return {
    variant,
    answers,
    errors,
    invalid,
    latency,
    outputs,
    labels: 0,
    wrong: 0,
    rewards: 0,
    rewardSum: 0,
    units: answers,
  };
}

function addDivided(rng: Dice, n: number, shares: readonly number[], into: number[], from: number): void {
  let left = n;
  let leftShare = 1;
  shares.forEach((share, i) => {
    const count = i === shares.length - 1 ? left : drawCount(rng, left, Math.min(1, share / leftShare));
    into[from + i] += count;
    left -= count;
    leftShare -= share;
  });
}

function countSlow(latency: readonly number[], medianBin: number): number {
  return latency.slice(medianBin + 5).reduce((sum, count) => sum + count, 0);
}
