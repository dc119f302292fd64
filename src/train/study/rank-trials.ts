/** The order of trials from good to bad, as samplers learn from them. */
import { crowdingDistances, nondominatedFronts } from '../../math/pareto.ts';
import { compareValues, costsOf, type Goal, type Trial, violationOf } from './trial.ts';

/** Compared in this order, the smaller first. */
interface Place {
  readonly trial: Trial;
  /** 0 for complete feasible trials, 1 for pruned feasible ones, 2 for infeasible ones. */
  readonly kind: 0 | 1 | 2;
  /** Complete: the cost, or the front; pruned: minus the last step; infeasible: the total violation. */
  readonly first: number;
  /** Several objectives: minus the crowding distance; pruned: the last report as a cost. */
  readonly second: number;
}

/**
 * Best first: complete trials by value, then pruned ones by how far they got and their last report, then those that break
 * a constraint by how much they do in total. Several objectives count by front, and within one the lonelier trial is the
 * better (Deb et al. 2002). Of equals the earlier comes first; failed and running trials are left out.
 */
export function rankTrials(trials: readonly Trial[], goal: Goal): Trial[] {
  return placesOf(trials, goal)
    .sort(comparePlaces)
    .map(({ trial }) => trial);
}

/**
 * The first of the ranked trials without ranking the others: `countOf` says how many of so many. `ranked` is how many
 * have a rank.
 */
export function foremostTrials(
  trials: readonly Trial[],
  goal: Goal,
  countOf: (ranked: number) => number,
): { readonly foremost: Trial[]; readonly ranked: number } {
  const places = placesOf(trials, goal);
  const count = countOf(places.length);
  const first: Place[] = [];
  for (const place of places) {
    if (first.length >= count && !(count > 0 && comparePlaces(place, first[count - 1]) < 0)) continue;
    let at = first.length;
    while (at > 0 && comparePlaces(place, first[at - 1]) < 0) at--;
    first.splice(at, 0, place);
    if (first.length > count) first.pop();
  }
  return { foremost: first.map(({ trial }) => trial), ranked: places.length };
}

/** The places of all trials that have one, in no order. */
function placesOf(trials: readonly Trial[], goal: Goal): Place[] {
  const places: Place[] = [];
  const feasible: Trial[] = [];
  for (const trial of trials) {
    if (trial.state !== 'complete' && trial.state !== 'pruned') continue;
    const violation = violationOf(trial, goal);
    if (violation > 0) places.push({ trial, kind: 2, first: violation, second: 0 });
    else if (trial.state === 'pruned') places.push(placeOfPruned(trial, goal));
    else feasible.push(trial);
  }
  return (goal.directions.length === 1 ? byCost(feasible, goal) : byFront(feasible, goal)).concat(places);
}

function comparePlaces(a: Place, b: Place): number {
  return (
    a.kind - b.kind ||
    compareValues(a.first, b.first, 'minimize') ||
    compareValues(a.second, b.second, 'minimize') ||
    a.trial.number - b.trial.number
  );
}

function byCost(complete: readonly Trial[], { directions: [direction] }: Goal): Place[] {
  const sign = direction === 'maximize' ? -1 : 1;
  return complete.map((trial) => ({ trial, kind: 0, first: sign * (trial.value ?? Number.NaN), second: 0 }));
}

function byFront(complete: readonly Trial[], goal: Goal): Place[] {
  const costs = complete.map((trial) => costsOf(trial, goal) ?? []);
  return nondominatedFronts(costs).flatMap((front, first) => {
    const distances = crowdingDistances(front.map((i) => costs[i]));
    return front.map((i, k): Place => ({ trial: complete[i], kind: 0, first, second: -distances[k] }));
  });
}

function placeOfPruned(trial: Trial, { directions: [direction] }: Goal): Place {
  const { step, value } = trial.reports.at(-1) ?? { step: -1, value: Number.NaN };
  return { trial, kind: 1, first: -step, second: direction === 'maximize' ? -value : value };
}
