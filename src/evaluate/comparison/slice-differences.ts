/** Where two models differ: every part of the rows by one condition, tested in pairs, with the false discoveries kept in check. */
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { adjustPValues } from '../../math/tests/adjust-p-values.ts';
import type { Metric, Outcomes } from '../../metrics/metric.ts';
import type { Table } from '../../table/table.ts';
import { compareModels } from '../compare.ts';
import { conditionsOf } from '../conditions.ts';
import { takeOutcomes } from '../repeats.ts';
import type { HoldoutState } from '../sealed/holdout-state.ts';
import { gainBounds, widenedGain } from '../sealed/plain-look.ts';
import { rowsOf } from '../slice-search.ts';
import type { ComparedSlice } from './compared-models.ts';

/** Share of the reported differences that may be false, in the mean. */
const falseDiscoveryRate = 0.05;
const leastRows = 30;
const leastShare = 0.02;
/** The parts with the most rows are tested. */
const mostTested = 100;

/**
 * Differences of the first model to the second in each part that has 2 % of the rows and at least 30. The parts are given before
 * the outcomes are looked at, so no rows have to be kept apart for the tests.
 *
 * @param before What the holdout had given away, where the rows are one: intervals and p-values are widened by it.
 */
export function sliceDifferences(request: {
  readonly X: Table;
  readonly metric: Metric;
  readonly first: Outcomes;
  readonly second: Outcomes;
  readonly seed: number;
  readonly groups?: Int32Array;
  readonly before: HoldoutState;
}): ComparedSlice[] {
  const { X, metric, first, second, seed, groups, before } = request;
  const everyRow = Int32Array.from({ length: X.nRows }, (_, row) => row);
  const support = Math.max(leastRows, leastShare * X.nRows);
  const parts = X.columns
    .flatMap((column) => conditionsOf(column, X.nRows, support))
    .map((condition) => ({ description: condition.description, rows: rowsOf(X, [condition], everyRow) }))
    .sort((a, b) => b.rows.length - a.rows.length || compareCodeUnits(a.description, b.description))
    .slice(0, mostTested);
  const tested = parts.flatMap(({ description, rows }) => {
    const [ours, theirs] = [takeOutcomes(first, rows), takeOutcomes(second, rows)];
    const gain = compareModels({
      metric,
      yTrue: ours.yTrue,
      nClasses: ours.nClasses,
      candidate: ours.predictions,
      baseline: theirs.predictions,
      seed,
      groups: groups && rows.map((row) => groups[row]),
    });
    if (Number.isNaN(gain.value)) return [];
    const { value, ci, pValue } = widenedGain(before, gain, gainBounds(metric));
    return [{ description, rows: rows.length, ours, theirs, value, ci, pValue }];
  });
  const qValues = adjustPValues(
    tested.map(({ pValue }) => pValue),
    'benjamini_hochberg',
  );
  return tested
    .map(({ description, rows, ours, theirs, value, ci, pValue }, i) => {
      const known = ci !== null && !Number.isNaN(ci[0] + ci[1]);
      const qValue = qValues[i];
      const certain = qValue < falseDiscoveryRate && value !== 0;
      return {
        description,
        rows,
        first: defined(metric.compute(ours)),
        second: defined(metric.compute(theirs)),
        difference: { value, ci: known ? ci : null },
        pValue,
        qValue,
        verdict: certain ? (value! > 0 ? 'better' : 'worse') : 'not_distinguishable',
      } satisfies ComparedSlice;
    })
    .sort((a, b) => a.qValue - b.qValue || a.pValue - b.pValue || compareCodeUnits(a.description, b.description));
}

function defined(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
