/** Do events happen more often on one side than on the other, looked at all the time? The exact test behind the guardrails. */
import { log, log1p } from '../log.ts';
import { addStep, type RestartingWealth, startWealth } from './restarting-wealth.ts';

/** Alternatives: how many times the allowed ratio the events are more frequent. */
const ratios: readonly number[] = [1.25, 1.5, 2, 3, 5, 10, 30, 100];
const logRatios = ratios.map((ratio) => log(ratio));

/** Independent trials of one side in one step, and how many of them had the event. */
export interface Events {
  readonly trials: number;
  readonly events: number;
}

export function startEventRatio(): RestartingWealth {
  return startWealth(ratios.length);
}

/**
 * Evidence that the event is more than `allowedRatio` times as frequent for the candidate as for the reference, one step further.
 *
 * Within a step every trial may have a chance of its own, and from step to step everything may change (hours, outages that hit both
 * sides): it is enough that under the hypothesis the mean chance of the candidate's trials is at most `allowedRatio` times that of the
 * reference's. With n and m trials, q = n r / (n r + m), and t the same with the alternative's ratio, the factor of x and y events is
 * (t/q)^x ((1-t)/(1-q))^y. Its expectation is at most exp((t-q)/q * (sum of the candidate's chances)) * exp(-(t-q)/(1-q) * (sum of the
 * reference's)), by 1 + z <= e^z, and the two exponents cancel at the ratio r, so it is at most 1 below.
 *
 * @param allowedRatio positive; 1 asks whether events are more frequent at all.
 * @returns unchanged evidence (one step on) when a side has no trials.
 */
export function addEventRatio(
  wealth: RestartingWealth,
  candidate: Events,
  reference: Events,
  allowedRatio = 1,
): RestartingWealth {
  return addStep(wealth, eventRatioFactors(candidate, reference, allowedRatio));
}

/** The step of `addEventRatio` as factors of its alternatives, for evidence that puts several questions together. */
export function eventRatioFactors(candidate: Events, reference: Events, allowedRatio = 1): number[] {
  return ratios.map((_, j) => eventRatioFactor(candidate, reference, allowedRatio, j));
}

/** The natural logarithm of one alternative's factor. */
function eventRatioFactor(candidate: Events, reference: Events, allowedRatio: number, place: number): number {
  if (candidate.trials === 0 || reference.trials === 0) return 0;
  const share = candidate.trials * allowedRatio;
  const ratio = ratios[place];
  // t/q = ratio * (share + m) / (share * ratio + m), and (1-t)/(1-q) the same without the first ratio.
  const common = -log1p((share * (ratio - 1)) / (share + reference.trials));
  return candidate.events * (logRatios[place] + common) + reference.events * common;
}

/**
 * The smallest ratio of the two rates that would have been found by now with the given chance, roughly: growth and spread of the
 * best alternative's evidence in the normal approximation.
 *
 * @param candidate, reference all trials so far; the reference's rate is taken as the true one.
 * @param threshold natural logarithm of the evidence that is asked for.
 * @param normalQuantile of the chance: 0.8416 for a power of 80 %.
 * @returns the ratio, above `allowedRatio`; Infinity when even a hundredfold one would be missed.
 */
export function detectableRatio(
  candidate: Events,
  reference: Events,
  { allowedRatio = 1, threshold, normalQuantile }: { allowedRatio?: number; threshold: number; normalQuantile: number },
): number {
  const rate = reference.events / reference.trials;
  // Each alternative is one of several, and the bet that started first has a third of the money.
  const wanted = threshold + log(ratios.length) + 1;
  const isFound = (truth: number) => {
    const x = candidate.trials * Math.min(1, rate * allowedRatio * truth);
    const y = reference.events;
    return ratios.some((_, j) => {
      const perCandidate = eventRatioFactor(
        { trials: candidate.trials, events: 1 },
        { ...reference, events: 0 },
        allowedRatio,
        j,
      );
      const perReference = eventRatioFactor(
        { trials: candidate.trials, events: 0 },
        { ...reference, events: 1 },
        allowedRatio,
        j,
      );
      const growth = x * perCandidate + y * perReference;
      const spread = Math.sqrt(x * perCandidate * perCandidate + y * perReference * perReference);
      return growth - normalQuantile * spread >= wanted;
    });
  };
  if (!(rate > 0) || candidate.trials === 0 || !isFound(100)) return Number.POSITIVE_INFINITY;
  let missed = 1;
  let found = 100;
  while (found / missed > 1.001) {
    const middle = Math.sqrt(found * missed);
    if (isFound(middle)) found = middle;
    else missed = middle;
  }
  return found * allowedRatio;
}
