/** Intervals of comparisons of metrics that are not rates, by resampling. */
import type { Metric, Outcomes } from '../../metrics/metric.ts';
import type { Score } from '../evaluation.ts';
import { sampledIntervals } from '../sampled-intervals.ts';
import { reweightingOf, type Statistic, scoreStatistic } from '../statistic.ts';
import { unitsOf } from '../units.ts';
import { belowOne, type Compared, type Extremes, scoreOf } from './comparison.ts';
import { type Part, streamOf } from './group-figures.ts';

/**
 * Differences and ratios of the groups at the ends, which stay the same groups in every resample. That they were chosen by looking
 * is not corrected for. Ratios of a metric that may be negative mean nothing and are null.
 *
 * @param parts all groups, as `Compared.index` counts them.
 */
export function compareMetrics(
  metric: Metric,
  { lowest, highest, farthest, leastRatio }: Extremes,
  parts: readonly Part[],
  outcomes: Outcomes,
  seed: number,
): Record<'difference' | 'ratio' | 'differenceToOverall' | 'ratioToOverall', Score> {
  const all = scoreStatistic(metric, [outcomes]);
  const of = ({ index, value }: Compared) => partStatistic(metric, parts[index], value);
  const widest = metric.bounds[1] - metric.bounds[0];
  const minus = (a: Statistic, b: Statistic) => combined(a, b, [-widest, widest], (x, y) => x - y);
  const over = (a: Statistic, b: Statistic) =>
    combined(a, b, [0, Number.POSITIVE_INFINITY], (x, y) => (metric.bounds[0] < 0 ? Number.NaN : x / y));
  const ordered = (a: Statistic, b: Statistic): [Statistic, Statistic] => (a.value < b.value ? [a, b] : [b, a]);
  const statistics = [
    minus(of(highest), of(lowest)),
    over(of(lowest), of(highest)),
    minus(...(ordered(of(farthest), all).reverse() as [Statistic, Statistic])),
    over(...ordered(of(leastRatio), all)),
  ];
  const classOfRow = classesWithin(parts, outcomes);
  const sampling = { units: unitsOf(outcomes.yTrue.length, undefined), classes: classOfRow };
  const sampled = sampledIntervals(statistics, { ...sampling, rng: streamOf(seed, metric.name) });
  const [difference, ratio, differenceToOverall, ratioToOverall] = statistics.map(({ value }, s) =>
    scoreOf(s % 2 === 1 ? belowOne(value) : value, sampled[s]?.ci ?? null),
  );
  return { difference, ratio, differenceToOverall, ratioToOverall };
}

/** The metric on the group's rows as a figure of the whole sample. */
function partStatistic(metric: Metric, { rows, outcomes }: Part, value: number): Statistic {
  let reweighting: ((weights: Float64Array) => number) | undefined;
  const own = new Float64Array(rows.length);
  const member = new Map(Array.from(rows, (row, at) => [row, at]));
  return {
    value,
    bounds: metric.bounds,
    resampling: metric.interval === 'percentile' ? 'percentile' : 'bca',
    reweighted(weights) {
      reweighting ??= reweightingOf(metric, outcomes);
      for (let i = 0; i < rows.length; i++) own[i] = weights[rows[i]];
      return reweighting(own);
    },
    onRows(chosen) {
      const within = chosen.map((row) => member.get(row) ?? -1).filter((at) => at >= 0);
      return scoreStatistic(metric, [outcomes]).onRows(within);
    },
  };
}

function combined(
  a: Statistic,
  b: Statistic,
  bounds: Statistic['bounds'],
  operation: (a: number, b: number) => number,
): Statistic {
  return {
    value: operation(a.value, b.value),
    bounds,
    resampling: a.resampling,
    reweighted: (weights) => operation(a.reweighted(weights), b.reweighted(weights)),
    onRows: (rows) => operation(a.onRows(rows), b.onRows(rows)),
  };
}

/** Group and class of each row as one code, so that no group or class vanishes from a block of rows. */
function classesWithin(parts: readonly Part[], { yTrue, nClasses }: Outcomes): Float64Array {
  const classes = Math.max(1, nClasses);
  const codes = Float64Array.from(yTrue, (code) => (nClasses > 0 ? code : 0));
  for (const [p, { rows }] of parts.entries()) for (const row of rows) codes[row] += (p + 1) * classes;
  return codes;
}
