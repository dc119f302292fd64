/** Which guardrails have seen enough. */
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import type { Events } from '../../math/sequential/event-ratio.ts';
import { detectableRatio } from '../../math/sequential/event-ratio.ts';
import { anytimePValue } from '../../math/sequential/restarting-wealth.ts';
import type { Counts } from './counts.ts';
import type { RolloutPolicy } from './policy.ts';
import type { RolloutState } from './state.ts';
import { failed, labelled, unusable, type Watch, type WatchedGuardrail, watchedGuardrails } from './watch.ts';

/** Standard normal quantile of 0.8. */
const powerQuantile = 0.8416212335729143;

/** Natural logarithm of the evidence that is asked for: the rate of false alarms is shared by all that may raise one. */
export function alarmThreshold({ policy, variants }: Pick<RolloutState, 'policy' | 'variants'>): number {
  const candidates = variants.filter(({ role }) => role === 'candidate').length;
  const perCandidate = watchedGuardrails.filter((name) => policy.guardrails[name].action !== 'off').length;
  const arrivals = policy.guardrails.arrivals.action === 'off' ? 0 : 1;
  return log(Math.max(1, perCandidate * candidates + arrivals) / policy.falseAlarmRate);
}

/** Guardrails of a candidate that are broken. @param threshold of `alarmThreshold`. */
export function brokenGuardrails(watch: Watch, { guardrails }: RolloutPolicy, threshold: number): WatchedGuardrail[] {
  const { totals, evidence } = watch;
  return watchedGuardrails.filter((name) => {
    if (guardrails[name].action === 'off' || evidence[name].peak < threshold) return false;
    if (name === 'errors') return totals.errors > guardrails.errors.ignoredRate * totals.answers;
    return name !== 'wrong' || totals.labels >= guardrails.wrong.leastLabels;
  });
}

export interface GuardrailReport {
  readonly guardrail: WatchedGuardrail;
  /** Holds at any time, however often it was looked at; of this guardrail by itself. */
  readonly pValue: number;
  /** The guardrail acts from here on down. */
  readonly actsBelow: number;
  /** Events over trials, where the guardrail counts events. */
  readonly rate?: number;
  readonly referenceRate?: number;
  /** Times the champion's rate that would have been found by now in 4 of 5 such rollouts; null when none would have been. */
  readonly detectableRatio?: number | null;
}

/** By name of the candidate: what each guardrail knows by now, and how much it could have found. */
export function rolloutReport(state: RolloutState): Record<string, readonly GuardrailReport[]> {
  const threshold = alarmThreshold(state);
  const { watches, reference, policy } = state;
  return Object.fromEntries(
    Object.entries(watches).map(([name, watch]) => [
      name,
      watchedGuardrails.map((guardrail) => reportOf(guardrail, watch, reference, policy, threshold)),
    ]),
  );
}

function reportOf(
  guardrail: WatchedGuardrail,
  watch: Watch,
  reference: Counts,
  policy: RolloutPolicy,
  threshold: number,
): GuardrailReport {
  const known = { guardrail, pValue: anytimePValue(watch.evidence[guardrail]), actsBelow: exp(-threshold) };
  if (guardrail !== 'errors' && guardrail !== 'invalid' && guardrail !== 'wrong') return known;
  const own = counted[guardrail](watch.totals);
  const others = counted[guardrail](reference);
  if (own.trials === 0 || others.trials === 0) return known;
  const { allowedRatio } = policy.guardrails[guardrail];
  const found = detectableRatio(own, others, { allowedRatio, threshold, normalQuantile: powerQuantile });
  return {
    ...known,
    rate: own.events / own.trials,
    referenceRate: others.events / others.trials,
    detectableRatio: Number.isFinite(found) ? found : null,
  };
}

const counted: Record<'errors' | 'invalid' | 'wrong', (counts: Counts) => Events> = {
  errors: failed,
  invalid: unusable,
  wrong: labelled,
};
