/** What is found for one grouping of the rows. */
import type { Outcomes } from '../../metrics/metric.ts';
import type { Score } from '../evaluation.ts';
import { compareMetrics } from './compare-metrics.ts';
import { compareRates } from './compare-rates.ts';
import { type Compared, type Comparison, extremesOf } from './comparison.ts';
import { type FourFifths, judgeFourFifths } from './four-fifths.ts';
import { type Figure, measure, type Part, type PartFigure, partOf, undefinedScore } from './group-figures.ts';
import type { Grouping } from './groups.ts';
import { type Parity, parityOf } from './parity.ts';
import { falsePositiveRate, selectionRate, truePositiveRate } from './rates.ts';

export interface FairnessGroup {
  /** The value of each column, as text. */
  readonly values: readonly string[];
  /** The values joined by " / ". */
  readonly label: string;
  /** Number of rows. */
  readonly count: number;
  /** Fewer rows than the minimum support: no figures. */
  readonly tooSmall: boolean;
  /** By name, with intervals at 95 %. */
  readonly metrics: Readonly<Record<string, Score>>;
}

/** The groups of one column, or of several together. */
export interface FairnessByGroup {
  readonly columns: readonly string[];
  /** Rows without a value in one of the columns; they count in `overall` only. */
  readonly missing: number;
  readonly groups: readonly FairnessGroup[];
  readonly comparisons: Readonly<Record<string, Comparison>>;
  /** Null unless the task is binary. */
  readonly parity: Parity | null;
  /** Null unless the task is binary. */
  readonly fourFifths: FourFifths | null;
}

export interface Judging {
  readonly figures: readonly Figure[];
  readonly binary: boolean;
  readonly outcomes: Outcomes;
  readonly minSupport: number;
  readonly seed: number;
}

/** The figures of each group of one grouping, and their comparisons. */
export function judgeGroups(grouping: Grouping, judging: Judging): FairnessByGroup {
  const { figures, binary, outcomes, minSupport } = judging;
  const parts = grouping.groups
    .filter(({ rows }) => rows.length >= minSupport)
    .map((group): Part => partOf(group, outcomes));
  const judged = figures.map((figure) => judgeFigure(figure, parts, judging));
  const partOfRows = new Map(parts.map(({ rows }, p) => [rows, p]));
  return {
    columns: grouping.columns,
    missing: grouping.missing,
    groups: grouping.groups.map(({ values, label, rows }) => {
      const part = partOfRows.get(rows);
      const metrics = part === undefined ? [] : figures.map(({ name }, f) => [name, judged[f].measured[part].score]);
      return { values, label, count: rows.length, tooSmall: part === undefined, metrics: Object.fromEntries(metrics) };
    }),
    comparisons: Object.fromEntries(figures.map(({ name }, f) => [name, judged[f].comparison])),
    ...(binary ? judgeDecisions(parts, judging) : { parity: null, fourFifths: null }),
  };
}

function judgeDecisions(parts: readonly Part[], judging: Judging): { parity: Parity; fourFifths: FourFifths } {
  const [selection, truePositive, falsePositive] = [selectionRate, truePositiveRate, falsePositiveRate].map((rate) =>
    judgeFigure({ name: rate.name, rate }, parts, judging),
  );
  return {
    parity: parityOf(selection.comparison, truePositive.comparison, falsePositive.comparison),
    fourFifths: judgeFourFifths(selection.compared),
  };
}

interface JudgedFigure {
  /** One per part. */
  readonly measured: readonly PartFigure[];
  readonly compared: readonly Compared[];
  readonly comparison: Comparison;
}

function judgeFigure(figure: Figure, parts: readonly Part[], judging: Judging): JudgedFigure {
  const { outcomes, minSupport, seed } = judging;
  const measured = parts.map((part) => measure(figure, part.outcomes, seed));
  const compared: Compared[] = [];
  const leftOut: string[] = [];
  for (const [index, { label }] of parts.entries()) {
    const { score, support } = measured[index];
    if (score.value === null || support < minSupport) leftOut.push(label);
    else compared.push({ index, label, value: score.value, figure: measured[index] });
  }
  const comparison = { ...compareFigure(figure, compared, parts, outcomes, seed), leftOut };
  return { measured, compared, comparison };
}

function compareFigure(
  figure: Figure,
  compared: readonly Compared[],
  parts: readonly Part[],
  outcomes: Outcomes,
  seed: number,
): Omit<Comparison, 'leftOut'> {
  if (compared.length < 2) return nothingCompared;
  const overall = 'rate' in figure ? shareOf(figure.rate.proportion(outcomes)) : figure.metric.compute(outcomes);
  const extremes = extremesOf(compared, overall);
  const { lowest, highest } = extremes;
  return {
    lowest: lowest.label,
    highest: highest.label,
    groupMin: lowest.value,
    groupMax: highest.value,
    ...('rate' in figure
      ? compareRates(extremes, figure.rate.proportion(outcomes), compared.length)
      : compareMetrics(figure.metric, extremes, parts, outcomes, seed)),
  };
}

function shareOf({ successes, rows }: { successes: number; rows: number }): number {
  return successes / rows;
}

const nothingCompared = {
  lowest: null,
  highest: null,
  groupMin: null,
  groupMax: null,
  difference: undefinedScore,
  ratio: undefinedScore,
  differenceToOverall: undefinedScore,
  ratioToOverall: undefinedScore,
};
