/** One figure, a rate or another metric, of all rows and of each group. */
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import { wilsonInterval } from '../../math/tests/wilson.ts';
import type { Metric, Outcomes, Proportion } from '../../metrics/metric.ts';
import { closedInterval } from '../closed-interval.ts';
import type { Score } from '../evaluation.ts';
import { takeOutcomes } from '../repeats.ts';
import { sampledIntervals } from '../sampled-intervals.ts';
import { scoreStatistic } from '../statistic.ts';
import { unitsOf } from '../units.ts';
import type { RowGroup } from './groups.ts';
import { binaryRates, type Rate, rateOfMetric } from './rates.ts';

/** A figure that can be asked for. */
export type Figure =
  | { readonly name: string; readonly rate: Rate }
  | { readonly name: string; readonly metric: Metric };

/** The figure of some rows. */
export interface PartFigure {
  readonly score: Score;
  /** Rows that the figure is a share of; all rows for what is not a rate. */
  readonly support: number;
  /** Present for rates. */
  readonly proportion?: Proportion;
}

/** A group large enough to have figures, with its outcomes. */
export interface Part extends RowGroup {
  readonly outcomes: Outcomes;
}

/** @returns the rate of that name, else undefined. */
export function rateNamed(name: string): Figure | undefined {
  const rate = binaryRates.find((each) => each.name === name);
  return rate && { name, rate };
}

/** A metric as a figure. */
export function figureOf(metric: Metric): Figure {
  const rate = rateOfMetric(metric);
  return rate ? { name: metric.name, rate } : { name: metric.name, metric };
}

/** The group's outcomes beside its rows. */
export function partOf(group: RowGroup, outcomes: Outcomes): Part {
  return { ...group, outcomes: takeOutcomes(outcomes, group.rows) };
}

/** The figure of the rows with its interval at 95 %: Wilson for a rate, else by formula or resampling. */
export function measure(figure: Figure, outcomes: Outcomes, seed: number): PartFigure {
  if ('rate' in figure) {
    const proportion = figure.rate.proportion(outcomes);
    const { successes, rows } = proportion;
    const score = rows > 0 ? { value: successes / rows, ci: wilsonInterval(successes, rows) } : undefinedScore;
    return { score, support: rows, proportion };
  }
  const { metric } = figure;
  const value = metric.compute(outcomes);
  const support = outcomes.yTrue.length;
  if (!Number.isFinite(value)) return { score: undefinedScore, support };
  const formula = closedInterval(metric, outcomes);
  const ci = formula === undefined ? resampled(metric, outcomes, streamOf(seed, metric.name)) : formula;
  return { score: { value, ci }, support };
}

/** What is not defined or not known. */
export const undefinedScore: Score = { value: null, ci: null };

/** The random stream of a figure: it depends neither on the other figures nor on the names of groups. */
export function streamOf(seed: number, figure: string): Rng {
  return createRng(seed).split('fairness').split(figure);
}

function resampled(metric: Metric, outcomes: Outcomes, rng: Rng): Score['ci'] {
  const nRows = outcomes.yTrue.length;
  const classes = outcomes.nClasses > 0 ? outcomes.yTrue : undefined;
  const sampling = { units: unitsOf(nRows, undefined), classes, rng };
  return sampledIntervals([scoreStatistic(metric, [outcomes])], sampling)[0]?.ci ?? null;
}
