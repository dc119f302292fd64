/** Comparisons of one figure between groups, with Fairlearn's values. */
import type { Score } from '../evaluation.ts';
import type { PartFigure } from './group-figures.ts';

/** How far the groups are apart in one figure. Null where fewer than two groups can be compared or a value is not defined. */
export interface Comparison {
  /** Labels of the groups with the lowest and the highest value; the first of equals. */
  readonly lowest: string | null;
  readonly highest: string | null;
  /** Values of these two groups. */
  readonly groupMin: number | null;
  readonly groupMax: number | null;
  /** Highest less lowest; >= 0. An interval that holds 0 means that the two groups cannot be told apart. */
  readonly difference: Score;
  /** Lowest over highest; <= 1. */
  readonly ratio: Score;
  /** The greatest absolute difference of a group's value from that of all rows. The interval may reach below 0. */
  readonly differenceToOverall: Score;
  /** The least ratio of a group's value and that of all rows, the greater one below. */
  readonly ratioToOverall: Score;
  /** Labels of groups without a value, or with fewer rows that the figure is a share of than the minimum support. */
  readonly leftOut: readonly string[];
}

/** A group's value of the figure; only groups that can be compared. */
export interface Compared {
  /** Place among the groups that are large enough. */
  readonly index: number;
  readonly label: string;
  readonly value: number;
  readonly figure: PartFigure;
}

/** Which groups stand at the ends of the comparisons. */
export interface Extremes {
  readonly lowest: Compared;
  readonly highest: Compared;
  /** Farthest from all rows by difference, and by ratio. */
  readonly farthest: Compared;
  readonly leastRatio: Compared;
}

/** The ends among at least two groups. */
export function extremesOf(compared: readonly Compared[], overall: number): Extremes {
  const first = (score: (each: Compared) => number) =>
    compared.reduce((best, each) => (score(each) > score(best) ? each : best));
  return {
    lowest: first(({ value }) => -value),
    highest: first(({ value }) => value),
    farthest: first(({ value }) => Math.abs(value - overall)),
    leastRatio: first(({ value }) => -belowOne(value / overall)),
  };
}

/** The ratio or its inverse, whichever is at most 1. */
export function belowOne(ratio: number): number {
  return ratio > 1 ? 1 / ratio : ratio;
}

/** A value with its interval; null when it is not a number. */
export function scoreOf(value: number, ci: Score['ci']): Score {
  return Number.isFinite(value) ? { value, ci } : { value: null, ci: null };
}
