/** Who gets how much traffic at each step of a strategy; always the whole. */
import type { RolloutPolicy } from './policy.ts';
import { type RolloutState, type RolloutVariant, wholeTraffic } from './state.ts';

export interface TrafficShare {
  readonly variant: string;
  readonly version: string;
  /** Whole number of millionths of all requests. */
  readonly millionths: number;
}

export interface Traffic {
  /** One for each variant, also those without traffic; they sum to 1,000,000. */
  readonly shares: readonly TrafficShare[];
  /** Versions that answer a share of requests unseen. */
  readonly mirror: readonly { readonly version: string; readonly share: number }[];
}

interface PlannedStep {
  /** Of the candidate, from 0 to 1; unused where weights say more. */
  readonly share: number;
  readonly seconds: number;
  /** Answers of each candidate. */
  readonly requests: number;
}

/** The steps of a strategy, and what follows the last: promotion, a good end, or a person's decision. */
export function planOf(policy: RolloutPolicy): { steps: readonly PlannedStep[]; end: 'promoted' | 'passed' | 'ready' } {
  const { leastSeconds: seconds, leastRequests: requests } = policy;
  switch (policy.strategy) {
    case 'canary':
      return { steps: policy.steps.map((share) => ({ share, seconds, requests })), end: 'promoted' };
    case 'blue_green':
      return {
        steps: [
          { share: 0, seconds: policy.observeSeconds, requests: 0 },
          { share: 1, seconds, requests },
        ],
        end: 'promoted',
      };
    case 'shadow':
      return { steps: [{ share: 0, seconds, requests }], end: 'passed' };
    case 'ab':
    case 'bandit':
    case 'contextual_bandit':
      return { steps: [{ share: 0, seconds, requests }], end: 'ready' };
  }
}

/** What every server should do now. A pure function of the state, so it can be told again at any time. */
export function trafficOf(state: RolloutState): Traffic {
  const { variants, policy } = state;
  const isOpen = isUnderWay(state);
  const all = state.promoted ?? variants[0].version;
  const given = variants.map((variant, i) => (isOpen && variant.role !== 'champion' ? shareOf(state, variant, i) : 0));
  const rest = wholeTraffic - given.reduce((sum, value) => sum + value, 0);
  // At the end everything goes to one variant; until then the champion has what nobody else has.
  const main = isOpen ? 0 : variants.findIndex(({ version, role }) => version === all && role !== 'control');
  given[main] += rest;
  const isMirrored = isOpen && policy.strategy === 'shadow';
  return {
    shares: variants.map(({ name, version }, i) => ({ variant: name, version, millionths: given[i] })),
    mirror: isMirrored ? activeCandidates(state).map(({ version }) => ({ version, share: policy.mirror })) : [],
  };
}

export function isUnderWay({ phase }: RolloutState): boolean {
  return phase === 'running' || phase === 'paused' || phase === 'ready';
}

/** Candidates that no guardrail has dropped. */
export function activeCandidates({ variants }: RolloutState): readonly RolloutVariant[] {
  return variants.filter(({ role, dropped }) => role === 'candidate' && dropped === undefined);
}

function shareOf({ policy, step, bandit, variants }: RolloutState, variant: RolloutVariant, place: number): number {
  if (variant.dropped !== undefined) return 0;
  if (bandit) return bandit.millionths[place];
  // Each row decides; this is for rows that cannot.
  if (policy.strategy === 'contextual_bandit')
    return Math.floor(wholeTraffic / variants.filter(({ dropped }) => dropped === undefined).length);
  if (policy.strategy === 'ab') {
    const total = policy.weights.reduce((sum, weight) => sum + weight, 0);
    return Math.floor((policy.weights[place] / total) * wholeTraffic);
  }
  const candidate = Math.round(planOf(policy).steps[step].share * wholeTraffic);
  return variant.role === 'candidate' ? candidate : Math.min(candidate, wholeTraffic - candidate);
}
