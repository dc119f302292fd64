/** Figures of groups as they may be told: on a holdout that was looked at before, under wider intervals. */
import { metrics } from '../../metrics/index.ts';
import type { Score } from '../evaluation.ts';
import type { FairnessReport, FairnessReportGroups, OpenScore } from './fairness-report.ts';
import type { FourFifths } from './four-fifths.ts';

type Bounds = readonly [number, number];
type Told = (score: Score, bounds: Bounds) => Score;

/** The report with every interval as `told` makes it. A verdict that its wider interval no longer shows becomes `not_distinguishable`. */
export function toldReport(report: FairnessReport, told: Told): FairnessReport {
  const scores = (all: Readonly<Record<string, Score>>) =>
    Object.fromEntries(Object.entries(all).map(([name, score]) => [name, told(score, boundsOf(name))]));
  return {
    ...report,
    overall: scores(report.overall),
    by: report.by.map((grouping) => ({
      ...toldComparisons(grouping, told),
      groups: grouping.groups.map((group) => ({ ...group, metrics: scores(group.metrics) })),
    })),
  };
}

/** Rates by group lie in [0, 1]. */
function boundsOf(name: string): Bounds {
  return metrics.find((metric) => metric.name === name)?.bounds ?? [0, 1];
}

function toldComparisons(grouping: FairnessReportGroups, told: Told): FairnessReportGroups {
  const comparisons = Object.entries(grouping.comparisons).map(([name, comparison]) => {
    const bounds = differencesOf(boundsOf(name));
    return [
      name,
      {
        ...comparison,
        difference: toldOpen(comparison.difference, bounds, told),
        ratio: toldOpen(comparison.ratio, ratios, told),
        differenceToOverall: toldOpen(comparison.differenceToOverall, bounds, told),
        ratioToOverall: toldOpen(comparison.ratioToOverall, ratios, told),
      },
    ] as const;
  });
  return { ...grouping, comparisons: Object.fromEntries(comparisons), ...toldParity(grouping, told) };
}

function toldParity({ parity, fourFifths }: FairnessReportGroups, told: Told) {
  if (!parity || !fourFifths) return {};
  const difference = (score: OpenScore) => toldOpen(score, differencesOf([0, 1]), told);
  const ratio = (score: OpenScore) => toldOpen(score, ratios, told);
  const wider = {
    demographic_parity_difference: difference(parity.demographic_parity_difference),
    demographic_parity_ratio: ratio(parity.demographic_parity_ratio),
    equalized_odds_difference: difference(parity.equalized_odds_difference),
    equalized_odds_ratio: ratio(parity.equalized_odds_ratio),
    equal_opportunity_difference: difference(parity.equal_opportunity_difference),
    equal_opportunity_ratio: ratio(parity.equal_opportunity_ratio),
  };
  const [before, after] = [parity, wider].map((one) => one.demographic_parity_ratio.ci);
  return { parity: wider, fourFifths: toldVerdict(fourFifths, before, after) };
}

const ratios: Bounds = [0, Number.POSITIVE_INFINITY];

function differencesOf([low, high]: Bounds): Bounds {
  return [low - high, high - low];
}

function toldOpen({ value, ci }: OpenScore, bounds: Bounds, told: Told): OpenScore {
  const wider = told({ value, ci: ci && [ci[0], ci[1] ?? Number.POSITIVE_INFINITY] }, bounds);
  const high = wider.ci?.[1];
  return { value: wider.value, ci: wider.ci && [wider.ci[0], Number.isFinite(high) ? high! : null] };
}

/** Plain intervals leave the verdict as it is, also where its own levels show more than the interval of the ratio. */
function toldVerdict(found: FourFifths, plain: OpenScore['ci'], wider: OpenScore['ci']): FourFifths {
  if (!plain || !wider || (plain[0] === wider[0] && plain[1] === wider[1])) return found;
  const shown = found.verdict === 'holds' ? wider[0] >= 0.8 : wider[1] !== null && wider[1] < 0.8;
  if (shown || (found.verdict !== 'holds' && found.verdict !== 'broken')) return found;
  return { ...found, verdict: 'not_distinguishable', broken: [] };
}
