/** How much a holdout may give away before it says nothing more. */
import { ordinaryReach } from './reach.ts';

/** The widest that the interval of a proportion may grow to either side: beyond, a refusal is more honest than an answer. */
const widest = 0.15;
/** A handful of looks also for small holdouts, whose intervals are wide from the beginning. */
const fewest = 4;

/**
 * Directions that a holdout may give away: until the interval of a share of one half would reach 15 points to either side.
 *
 * @param units rows, or groups of rows that depend on each other.
 */
export function lookBudget(units: number): number {
  const spare = 2 * widest * Math.sqrt(units) - ordinaryReach;
  return Math.max(fewest, Math.floor(spare > 0 ? spare * spare : 0));
}
