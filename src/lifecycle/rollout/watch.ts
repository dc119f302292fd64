/** The guardrails of one candidate: what has been seen of it and the evidence that something is wrong. */
import { log } from '../../math/log.ts';
import { eventLimitFactors } from '../../math/sequential/event-limit.ts';
import { type Events, eventRatioFactors, startEventRatio } from '../../math/sequential/event-ratio.ts';
import { addStep, type RestartingWealth, startWealth } from '../../math/sequential/restarting-wealth.ts';
import { addShareShift, startShareShift } from '../../math/sequential/share-shift.ts';
import { addCounts, type Counts, noCounts } from './counts.ts';
import { binsSlower, countAbove, quantileBin } from './latency-bins.ts';
import type { RolloutPolicy } from './policy.ts';

/** Guardrails that gather evidence about one candidate. */
export const watchedGuardrails = ['errors', 'invalid', 'latency', 'constant', 'wrong', 'outputs'] as const;
export type WatchedGuardrail = (typeof watchedGuardrails)[number];

/** Plain data: travels as JSON and comes back equal. */
export interface Watch {
  readonly totals: Counts;
  /** Labels that wait for some of the other side. */
  readonly waiting: { readonly candidate: Events; readonly reference: Events };
  /** The latest outputs of either side, fading as others come: they say which answer is the usual one. */
  readonly latest: { readonly candidate: readonly number[]; readonly reference: readonly number[] };
  readonly evidence: Readonly<Record<WatchedGuardrail, RestartingWealth>>;
}

/** What is compared in one step. */
interface Seen {
  readonly candidate: Counts;
  readonly reference: Counts;
  /** The champion before this step: what thresholds may depend on. */
  readonly referenceBefore: Counts;
  readonly latest: Watch['latest'];
}

/** Latency is compared at these quantiles of the champion, the last also at twice its value; `limit` is for want of a champion. */
const latencyPlaces = [
  { quantile: 0.5, further: 0, limit: 0.65 },
  { quantile: 0.9, further: 0, limit: 0.2 },
  { quantile: 0.99, further: 0, limit: 0.03 },
  { quantile: 0.99, further: 4, limit: 0.02 },
];

/** About so many latest answers say which one is usual. */
const memory = 100;

/**
 * The natural logarithm of how much one step without a champion may say. Answers of one moment are slow together, when memory is
 * collected or a neighbour is busy, and fail together, when something that they need is away; without a champion that fares as badly in
 * this moment, a moment alone is not the candidate's fault.
 */
const mostOfMoment = log(8);

const none: Events = { trials: 0, events: 0 };

export function startWatch({ outputBins }: RolloutPolicy): Watch {
  const latency = startWealth(latencyPlaces.length * startEventRatio().wealth.length);
  const one = startEventRatio();
  const nothing = noCounts(outputBins);
  return {
    totals: nothing,
    latest: { candidate: nothing.outputs, reference: nothing.outputs },
    waiting: { candidate: none, reference: none },
    evidence: { errors: one, invalid: one, latency, constant: one, wrong: one, outputs: startShareShift(outputBins) },
  };
}

/**
 * One observation more.
 *
 * @param candidate, reference counts of this observation, in the bins of `noCounts`; @param referenceBefore those of the champion until now.
 */
export function addToWatch(
  watch: Watch,
  { guardrails }: RolloutPolicy,
  candidate: Counts,
  reference: Counts,
  referenceBefore: Counts,
): Watch {
  const seen: Seen = { candidate, reference, referenceBefore, latest: watch.latest };
  const { errors, invalid, latency, constant, wrong, outputs } = watch.evidence;
  const waiting = {
    candidate: addEvents(watch.waiting.candidate, labelled(candidate)),
    reference: addEvents(watch.waiting.reference, labelled(reference)),
  };
  const isWaiting = waiting.candidate.trials === 0 || waiting.reference.trials === 0;
  return {
    totals: addCounts(watch.totals, candidate),
    latest: {
      candidate: faded(watch.latest.candidate, candidate.outputs),
      reference: faded(watch.latest.reference, reference.outputs),
    },
    waiting: isWaiting ? waiting : { candidate: none, reference: none },
    evidence: {
      errors: compared(errors, failed(candidate), failed(reference), guardrails.errors),
      invalid: compared(invalid, unusable(candidate), unusable(reference), guardrails.invalid),
      latency: advanced(latency, latencyFactors(seen, guardrails.latency.allowedSlowdown)),
      constant: advanced(constant, constantFactors(seen, guardrails.constant.leastVariation)),
      wrong: isWaiting
        ? wrong
        : addStep(wrong, eventRatioFactors(waiting.candidate, waiting.reference, guardrails.wrong.allowedRatio)),
      outputs: candidate.answers === 0 ? outputs : addShareShift(outputs, candidate.outputs, reference.outputs),
    },
  };
}

/** Failures among answers. */
export const failed = ({ answers, errors }: Counts): Events => ({ trials: answers, events: errors });
/** Answers of no use among those that did not fail. */
export const unusable = ({ answers, errors, invalid }: Counts): Events => ({
  trials: answers - errors,
  events: invalid,
});
/** Wrong answers among those whose truth is known. */
export const labelled = ({ labels, wrong }: Counts): Events => ({ trials: labels, events: wrong });

const addEvents = (a: Events, b: Events): Events => ({ trials: a.trials + b.trials, events: a.events + b.events });

/** With the champion's events of the same step; with the limit while the champion has no traffic. */
function compared(
  wealth: RestartingWealth,
  candidate: Events,
  reference: Events,
  { allowedRatio, limit }: { readonly allowedRatio: number; readonly limit: number },
): RestartingWealth {
  if (candidate.trials === 0) return wealth;
  if (reference.trials === 0) return addStep(wealth, limitFactors(candidate, limit));
  return addStep(wealth, eventRatioFactors(candidate, reference, allowedRatio));
}

/** Without a champion. A factor that is cut off expects less than the whole one, so the evidence stays honest. */
function limitFactors(seen: Events, limit: number): number[] {
  return eventLimitFactors(seen, limit).map((factor) => Math.min(factor, mostOfMoment));
}

function advanced(wealth: RestartingWealth, factors: readonly number[] | undefined): RestartingWealth {
  return factors ? addStep(wealth, factors) : wealth;
}

/**
 * "The candidate is at most so many times as slow": then its answers are beyond so many times any latency at most as often as the
 * champion's are beyond that latency. The latencies are quantiles of what the champion did before this step.
 */
function latencyFactors(
  { candidate, reference, referenceBefore }: Seen,
  allowedSlowdown: number,
): number[] | undefined {
  const trials = countAbove(candidate.latency, -1);
  const others = countAbove(reference.latency, -1);
  const slower = binsSlower(allowedSlowdown);
  const places = latencyPlaces.map((place) => ({
    ...place,
    bin: quantileBin(referenceBefore.latency, place.quantile),
  }));
  if (trials === 0 || places[0].bin === undefined) return undefined;
  return places.flatMap(({ bin = 0, further, limit }) => {
    const slow = { trials, events: countAbove(candidate.latency, bin + further + slower) };
    if (others === 0) return limitFactors(slow, limit);
    return eventRatioFactors(slow, { trials: others, events: countAbove(reference.latency, bin + further) });
  });
}

/**
 * "The candidate's answers differ from its usual one at least `leastVariation` times as often as the champion's from theirs." The
 * usual answer is the most frequent of the latest ones before this step.
 */
function constantFactors(seen: Seen, leastVariation: number): number[] | undefined {
  const { candidate, reference, referenceBefore, latest } = seen;
  const own = differing(candidate.outputs, latest.candidate);
  const others = differing(reference.outputs, latest.reference);
  if (own.trials === 0 || countAbove(latest.candidate, -1) === 0 || countAbove(latest.reference, -1) === 0)
    return undefined;
  if (others.trials > 0) return eventRatioFactors(others, own, 1 / leastVariation);
  const before = differing(referenceBefore.outputs, referenceBefore.outputs);
  const usual = 1 - (leastVariation * before.events) / before.trials;
  return usual < 1 ? eventLimitFactors({ trials: own.trials, events: own.trials - own.events }, usual) : undefined;
}

/** What came is added, and as much of the old forgotten, so that about `memory` answers count. */
function faded(latest: readonly number[], added: readonly number[]): number[] {
  const kept = Math.max(0, 1 - countAbove(added, -1) / memory);
  return latest.map((count, i) => count * kept + added[i]);
}

/** Answers outside the most frequent bin of `before`. */
function differing(outputs: readonly number[], before: readonly number[]): Events {
  const trials = countAbove(outputs, -1);
  return { trials, events: trials - outputs[before.indexOf(Math.max(...before))] };
}
