/** Where a model is weakest: parts of the rows that score worse than the others, by more than chance. */
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import { adjustPValues } from '../math/tests/adjust-p-values.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { type Table, takeRows } from '../table/table.ts';
import type { Predictions, Target } from '../table/task.ts';
import { closedInterval } from './closed-interval.ts';
import { conditionsOf } from './conditions.ts';
import { repeatsOf, takeOutcomes } from './repeats.ts';
import type { ReportSlice } from './report-data.ts';
import { sampledIntervals } from './sampled-intervals.ts';
import { type Candidate, rowsOf, searchSlices, testNarrowing } from './slice-search.ts';
import { type SliceTest, sliceTester } from './slice-test.ts';
import { scoreStatistic } from './statistic.ts';
import { unitsOf } from './units.ts';

export interface SliceRequest {
  readonly X: Table;
  /** Of the rows of X. */
  readonly target: Pick<Target, 'task' | 'classes' | 'values'>;
  readonly predictions: Predictions;
  readonly metric: Metric;
  /** Smallest slice, in rows; default 2 % of the rows and at least 30. */
  readonly minSupport?: number;
  /** A seeded sample of so many rows is used when there are more, at least 1,000; default all. */
  readonly maxRows?: number;
  /** Most slices; default 5. */
  readonly limit?: number;
  /** Safe whole number >= 0. */
  readonly seed: number;
}

/** Share of the reported slices that may be false findings, in the mean. */
const falseDiscoveryRate = 0.05;
/** At most so many rows are searched; at least half of all are kept apart. */
const mostSearchedRows = 20_000;
/** At most so many candidates are tested on the rows kept apart. */
const mostTested = 20;
/** In fewer rows hardly a slice shows. */
const fewestRows = 1000;

/** Some of the rows, with what was predicted for them. */
interface Part {
  readonly X: Table;
  readonly outcomes: Outcomes;
}

/**
 * The worst slices, worst first; none when no slice is worse than the rest by more than chance. A slice is a conjunction of up to
 * three conditions, each of which matters. Half of the rows, by chance, search for candidates; the other half, which the search has
 * not seen, tests them: value, interval and p-value come from there. The false discovery rate over all tested candidates is kept
 * at 5 % (Benjamini, Hochberg 1995).
 */
export function worstSlices(request: SliceRequest): ReportSlice[] {
  const { target, predictions, metric, seed, limit = 5 } = request;
  const rng = createRng(seed).split('slices');
  const [whole] = repeatsOf({ yTrue: target.values, nClasses: target.classes.length, predictions });
  const sample = sampleOf(request, rng);
  const X = sample ? takeRows(request.X, sample) : request.X;
  const outcomes = sample ? takeOutcomes(whole, sample) : whole;
  const order = rng.split('rows').permutation(X.nRows);
  const searched = Math.min(mostSearchedRows, Math.floor(X.nRows / 2));
  const part = (rows: Int32Array): Part => {
    const rising = rows.slice().sort((a, b) => a - b);
    return { X: takeRows(X, rising), outcomes: takeOutcomes(outcomes, rising) };
  };
  const [search, apart] = [part(order.subarray(0, searched)), part(order.subarray(searched))];
  const support = request.minSupport ?? Math.max(30, 0.02 * X.nRows);
  const minSupport = Math.max(2, (support * searched) / Math.max(1, X.nRows));
  const candidates = searchSlices({
    X: search.X,
    conditions: search.X.columns.flatMap((column) => conditionsOf(column, search.X.nRows, minSupport)),
    minSupport,
    test: sliceTester(metric, search.outcomes, falseDiscoveryRate, rng.split('search')),
    limit: mostTested,
  });
  const confirmed = confirm(candidates, apart, sliceTester(metric, apart.outcomes, 1, rng.split('test')));
  const sign = metric.direction === 'maximize' ? 1 : -1;
  return confirmed
    .sort((a, b) => sign * (a.test.value - b.test.value) || a.qValue - b.qValue)
    .map((found) => described(found, X, apart, request))
    .filter(({ rows }) => rows >= support)
    .slice(0, limit);
}

/** Of so many rows, how many are used when at most `maxRows` may be. */
export function slicedRows(nRows: number, maxRows: number | undefined): number {
  return Math.min(nRows, Math.max(fewestRows, maxRows ?? nRows));
}

/** Rows in their order; undefined where all are used. */
function sampleOf({ X, maxRows }: SliceRequest, rng: Rng): Int32Array | undefined {
  const count = slicedRows(X.nRows, maxRows);
  if (count === X.nRows) return undefined;
  return rng
    .split('sample')
    .permutation(X.nRows)
    .subarray(0, count)
    .sort((a, b) => a - b);
}

interface Confirmed {
  readonly candidate: Candidate;
  /** Of the rows kept apart. */
  readonly rows: Int32Array;
  readonly test: SliceTest;
  readonly qValue: number;
}

/** Candidates that are worse on the rows kept apart, too. One that is not, or has too few rows there, counts as tested. */
function confirm(candidates: readonly Candidate[], { X }: Part, test: ReturnType<typeof sliceTester>): Confirmed[] {
  const everyRow = Int32Array.from({ length: X.nRows }, (_, row) => row);
  const tests = candidates.map((candidate) => {
    const rows = rowsOf(X, candidate.conditions, everyRow);
    return { candidate, rows, test: testNarrowing(X, everyRow, candidate.conditions, rows, test) };
  });
  const qValues = adjustPValues(
    tests.map((each) => each.test?.pValue ?? 1),
    'benjamini_hochberg',
  );
  return tests.flatMap(({ test: result, ...each }, t) =>
    result && qValues[t] < falseDiscoveryRate ? [{ ...each, test: result, qValue: qValues[t] }] : [],
  );
}

function described(found: Confirmed, X: Table, apart: Part, { metric, seed }: SliceRequest): ReportSlice {
  const { candidate, rows, test, qValue } = found;
  const part = takeOutcomes(apart.outcomes, rows);
  const description = candidate.conditions.map((condition) => condition.description).join(' and ');
  const ci =
    closedInterval(metric, part) ??
    sampledIntervals([scoreStatistic(metric, [part])], {
      units: unitsOf(rows.length, undefined),
      classes: part.nClasses > 0 ? part.yTrue : undefined,
      rng: createRng(seed).split('slices').split(`interval-${description}`),
    })[0]?.ci;
  const everyRow = Int32Array.from({ length: X.nRows }, (_, row) => row);
  return {
    description,
    rows: rowsOf(X, candidate.conditions, everyRow).length,
    value: test.value,
    ci: ci ?? null,
    effect: test.effect,
    pValue: test.pValue,
    qValue,
  };
}
