/** A new rollout from its policy and the versions it is about. */
import { checkParam } from '../../core/check-param.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { innermostIssue, lawOf } from '../../core/schema-law.ts';
import { shownValue } from '../../core/shown-value.ts';
import { startShareMismatch } from '../../math/sequential/share-mismatch.ts';
import { startBandit } from './bandit-traffic.ts';
import { startContextual } from './contextual-traffic.ts';
import { noCounts } from './counts.ts';
import { type RolloutPolicyInput, rolloutPolicySchema } from './policy.ts';
import type { RolloutState, RolloutVariant } from './state.ts';
import { startWatch } from './watch.ts';

/** Name of the variant that is the champion again, as large as the canary. */
const controlName = 'control';

/** Most candidates of bandits; each of a contextual one has a model of its own, which servers are told. */
const mostCandidates = { bandit: 19, contextual_bandit: 4 } as const;

export interface RolloutStart {
  /** The version that has all traffic now. */
  readonly champion: string;
  /** One version; several only for `ab` and bandits. */
  readonly candidates: readonly string[];
  /** Fencing token of the controller that starts it. */
  readonly token: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Where a rollout begins: at its first step. Send `recover` to be told how to route.
 *
 * @throws PARAM_INVALID for a policy that breaks its schema, or versions that do not fit it.
 */
export function startRollout(policyInput: RolloutPolicyInput, start: RolloutStart): RolloutState {
  const parsed = rolloutPolicySchema.safeParse(policyInput);
  if (!parsed.success) {
    const issue = innermostIssue(parsed.error.issues[0]);
    const name = ['policy', ...issue.path].join('.');
    throw new ModelwrightError('PARAM_INVALID', {
      name,
      law: lawOf(issue),
      value: shownValue(policyInput, issue.path),
    });
  }
  const policy = parsed.data;
  const { champion, candidates, token, now } = start;
  const least = policy.strategy === 'ab' ? policy.weights.length - 1 : 1;
  const isBandit = policy.strategy === 'bandit' || policy.strategy === 'contextual_bandit';
  const most = isBandit ? mostCandidates[policy.strategy] : least;
  const count = candidates.length;
  const law = least === most ? `${least} for this policy` : `${least} to ${most}`;
  checkParam(count >= least && count <= most, 'candidates', law, count);
  const names = new Set([champion, ...candidates, controlName]);
  checkParam(
    names.size === count + 2,
    'candidates',
    'versions different from each other and the champion',
    'one twice',
  );
  const variants: RolloutVariant[] = [
    { name: champion, version: champion, role: 'champion' },
    ...candidates.map((version): RolloutVariant => ({ name: version, version, role: 'candidate' })),
  ];
  if (policy.strategy === 'canary' && policy.control === 'equal') {
    variants.push({ name: controlName, version: champion, role: 'control' });
  }
  return {
    format: 1,
    policy,
    token,
    revision: 1,
    phase: 'running',
    variants,
    step: 0,
    stepMs: 0,
    stepAnswers: {},
    silentMs: {},
    at: now,
    observed: 0,
    reference: noCounts(policy.outputBins),
    watches: Object.fromEntries(candidates.map((name) => [name, startWatch(policy)])),
    arrivals: startShareMismatch,
    ...(policy.strategy === 'bandit' && { bandit: startBandit(variants) }),
    ...(policy.strategy === 'contextual_bandit' && { contextual: startContextual(variants, policy) }),
    units: { seen: 0, several: 0 },
    findings: [],
  };
}
