/** A rollout as people and programs see it: shares, what each variant did, what the guardrails know, and what happened. */
import type { Json } from '../../../core/canonical-json.ts';
import type { Store } from '../../../store/open-store.ts';
import type { Counts } from '../counts.ts';
import { type GuardrailReport, rolloutReport } from '../judge.ts';
import { binEndMs, quantileBin } from '../latency-bins.ts';
import { wholeTraffic } from '../state.ts';
import { planOf, trafficOf } from '../traffic.ts';
import type { RolloutRecord } from './rollout-record.ts';

/** What a guardrail says: what it did where it has spoken, `suspicious` half way there. */
type Verdict = 'fine' | 'suspicious' | 'warn' | 'pause' | 'rollback' | 'off';

/** Happenings that are told, the latest. */
const mostHistory = 100;

/** Everything about a rollout. */
export async function describeRollout({ records }: Pick<Store, 'records'>, rollout: RolloutRecord) {
  const { rolloutId, model, state, pairs, setup, isSettled, startedAt, startedBy, endedAt } = rollout;
  const { policy, phase, step, stepMs, stepAnswers, units } = state;
  const { steps } = planOf(policy);
  const traffic = trafficOf(state);
  const report = rolloutReport(state);
  const isControlled = state.variants.some(({ role }) => role === 'control');
  const compared = isControlled ? 'control' : 'champion';
  const rows = await records
    .selectFrom('rollout_history')
    .selectAll()
    .where('rollout_id', '=', rolloutId)
    .orderBy('id', 'desc')
    .limit(mostHistory)
    .execute();
  return {
    rolloutId,
    model,
    strategy: policy.strategy,
    phase,
    settled: isSettled,
    reason: setup.promotion.reason,
    startedAt,
    startedBy,
    endedAt,
    step: {
      number: step + 1,
      of: steps.length,
      seconds: Math.floor(stepMs / 1000),
      leastSeconds: steps[step].seconds,
      answers: Math.min(
        ...state.variants.filter(({ role }) => role === 'candidate').map(({ name }) => stepAnswers[name] ?? 0),
      ),
      leastAnswers: steps[step].requests,
    },
    variants: state.variants.map(({ name, version, role, dropped }, place) => {
      const seen = role === compared ? state.reference : state.watches[name]?.totals;
      return {
        variant: name,
        version,
        role,
        share: traffic.shares[place].millionths / wholeTraffic,
        mirrored: traffic.mirror.find((one) => one.version === version && role === 'candidate')?.share ?? 0,
        droppedBy: dropped ?? null,
        seen: seen ? figuresOf(seen) : null,
        ...(state.bandit && { rewards: rewardsOf(state.bandit.arms[place]) }),
      };
    }),
    guardrails: Object.entries(report).flatMap(([variant, ones]) =>
      ones.map((one) => ({ variant, ...one, verdict: verdictOf(rollout, variant, one) })),
    ),
    findings: state.findings.map(({ at, ...finding }) => ({ ...finding, at: new Date(at).toISOString() })),
    units,
    ...(policy.strategy === 'shadow' && {
      shadow: {
        pairs: pairs.pairs,
        equal: pairs.pairs === 0 ? null : pairs.equal / pairs.pairs,
        meanDistance: pairs.pairs === 0 ? null : pairs.distance / pairs.pairs,
        greatestDistance: pairs.greatest,
        notMirrored: pairs.dropped,
      },
    }),
    history: rows.reverse().map(({ at, actor, event, details }) => ({
      at,
      actor,
      event,
      details: JSON.parse(details) as { readonly [name: string]: Json },
    })),
  };
}

function figuresOf({ answers, errors, invalid, latency, labels, wrong }: Counts) {
  const rate = (events: number, trials: number) => (trials === 0 ? null : events / trials);
  const quantile = (q: number) => {
    const bin = quantileBin(latency, q);
    return bin === undefined ? null : binEndMs(bin);
  };
  return {
    answers,
    errorRate: rate(errors, answers),
    invalidRate: rate(invalid, answers - errors),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    labels,
    wrongRate: rate(wrong, labels),
  };
}

function rewardsOf({ count, sum }: { readonly count: number; readonly sum: number }) {
  return { count, mean: count === 0 ? null : sum / count };
}

function verdictOf(
  { state }: RolloutRecord,
  variant: string,
  { guardrail, pValue, actsBelow }: GuardrailReport,
): Verdict {
  const found = state.findings.find((finding) => finding.guardrail === guardrail && finding.variant === variant);
  if (found) return found.action;
  if (state.policy.guardrails[guardrail].action === 'off') return 'off';
  return pValue < Math.sqrt(actsBelow) ? 'suspicious' : 'fine';
}
