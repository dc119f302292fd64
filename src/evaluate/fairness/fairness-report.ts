/** Fairness as it is stored and sent: JSON, which knows no infinite end of an interval. */
import type { Score } from '../evaluation.ts';
import type { FairnessGroup } from './by-group.ts';
import type { Comparison } from './comparison.ts';
import type { FairnessSettings } from './declared-fairness.ts';
import type { Fairness } from './fairness.ts';
import type { FourFifths } from './four-fifths.ts';
import type { Parity } from './parity.ts';

/** A ratio whose interval may have no upper end, which is null then. */
export interface OpenScore {
  readonly value: number | null;
  readonly ci: readonly [low: number, high: number | null] | null;
}

type OpenRatios<T> = { readonly [Name in keyof T]: T[Name] extends Score ? OpenScore : T[Name] };

export interface FairnessReportGroups {
  readonly columns: readonly string[];
  readonly missing: number;
  readonly groups: readonly FairnessGroup[];
  readonly comparisons: Readonly<Record<string, OpenRatios<Comparison>>>;
  readonly parity: OpenRatios<Parity> | null;
  readonly fourFifths: FourFifths | null;
}

export interface FairnessReport {
  /** Class whose rates are compared; null where numbers are predicted, or many classes. */
  readonly selected: string | null;
  readonly minSupport: number;
  readonly rows: number;
  readonly overall: Fairness['overall'];
  readonly by: readonly FairnessReportGroups[];
}

/** The findings with their settings, as JSON. */
export function fairnessReport(
  { rows, overall, by }: Fairness,
  { minSupport }: FairnessSettings,
  selected: string | undefined,
): FairnessReport {
  return {
    selected: selected ?? null,
    minSupport,
    rows,
    overall,
    by: by.map(({ comparisons, parity, ...rest }) => ({
      ...rest,
      comparisons: Object.fromEntries(Object.entries(comparisons).map(([name, one]) => [name, openComparison(one)])),
      parity: parity && openParity(parity),
    })),
  };
}

function openComparison(comparison: Comparison): OpenRatios<Comparison> {
  const { difference, ratio, differenceToOverall, ratioToOverall, ...rest } = comparison;
  return {
    ...rest,
    difference: open(difference),
    ratio: open(ratio),
    differenceToOverall: open(differenceToOverall),
    ratioToOverall: open(ratioToOverall),
  };
}

function openParity(parity: Parity): OpenRatios<Parity> {
  return {
    demographic_parity_difference: open(parity.demographic_parity_difference),
    demographic_parity_ratio: open(parity.demographic_parity_ratio),
    equalized_odds_difference: open(parity.equalized_odds_difference),
    equalized_odds_ratio: open(parity.equalized_odds_ratio),
    equal_opportunity_difference: open(parity.equal_opportunity_difference),
    equal_opportunity_ratio: open(parity.equal_opportunity_ratio),
  };
}

function open({ value, ci }: Score): OpenScore {
  return { value, ci: ci && [ci[0], Number.isFinite(ci[1]) ? ci[1] : null] };
}
