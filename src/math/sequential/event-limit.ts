/** Do events happen more often than a limit allows, looked at all the time? For when there is nothing to compare with. */
import { log, log1p } from '../log.ts';
import type { Events } from './event-ratio.ts';
import { addStep, type RestartingWealth, startWealth } from './restarting-wealth.ts';

/** Alternatives: this far from the limit towards 1, as a share of the odds: odds of the limit times these. */
const oddsRatios: readonly number[] = [1.25, 1.5, 2, 3, 5, 10, 30, 100];
const logOddsRatios = oddsRatios.map((ratio) => log(ratio));

export function startEventLimit(): RestartingWealth {
  return startWealth(oddsRatios.length);
}

/**
 * Evidence that the chance of the event is above `limit`, one step further: likelihood ratios of Bernoulli trials with greater odds.
 * Each trial may have a chance of its own, as long as under the hypothesis their mean in a step is at most the limit.
 *
 * @param limit in (0, 1).
 */
export function addEventLimit(wealth: RestartingWealth, seen: Events, limit: number): RestartingWealth {
  return addStep(wealth, eventLimitFactors(seen, limit));
}

/** The step of `addEventLimit` as factors of its alternatives, as many as `eventRatioFactors` has. */
export function eventLimitFactors({ trials, events }: Events, limit: number): number[] {
  // With chance t = limit c / (1 + limit (c - 1)): log(t/limit) = log c - s and log((1-t)/(1-limit)) = -s.
  return oddsRatios.map((ratio, j) => events * logOddsRatios[j] - trials * log1p(limit * (ratio - 1)));
}
