/**
 * Seeded splits. By time where times are given (strictly before), else by group where groups are given (no group on two sides),
 * else stratified by class with identical feature rows kept together.
 */
import { ModelwrightError } from '../core/errors.ts';
import type { Rng } from '../math/rng.ts';
import { select, type Table, without } from '../table/table.ts';
import type { Target } from '../table/task.ts';
import { dealUnits, singleUnits, type Units, unitsOf } from './deal-units.ts';
import { identicalRows } from './identical-rows.ts';
import { foldsByTime, splitByTime } from './split-by-time.ts';

/** What decides which rows belong together. All arrays have one element per row of the table. */
interface SplitRules {
  readonly target: Target;
  /** Group of each row. */
  readonly groups?: Int32Array;
  /** Instant, or any number that orders the rows; never NaN. */
  readonly times?: Float64Array;
}

export interface HoldoutRequest extends SplitRules {
  /** Rows as `target` has them. */
  readonly table: Table;
  /** Columns that make two rows identical; default all but the target. */
  readonly features?: readonly string[];
  /** Share of the rows in the holdout, between 0 and 1; default 0.2. */
  readonly fraction?: number;
  readonly rng: Rng;
}

export interface FoldRequest extends SplitRules {
  /** Row numbers to be dealt. */
  readonly rows: Int32Array;
  /** Number of folds, 2 or more. */
  readonly k: number;
  /** Bundle of identical rows that each row of the table belongs to, see `bundlesOf`. */
  readonly bundles?: Int32Array;
  readonly rng: Rng;
}

/**
 * Parts a holdout off. Row numbers of both sides ascend. Every class of two units or more is on both sides.
 *
 * @throws PARAM_INVALID for a fraction out of range, VALUE_INVALID for less than two units or when all times are equal.
 */
export function splitHoldout(request: HoldoutRequest): { train: Int32Array; holdout: Int32Array } {
  const { target, table, groups, times, fraction = 0.2, rng } = request;
  if (!(fraction > 0 && fraction < 1)) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'fraction', law: '0 < fraction < 1', value: fraction });
  }
  if (times) return splitByTime(times, fraction);
  const rows = Int32Array.from({ length: table.nRows }, (_, row) => row);
  const features = request.features ? select(table, request.features) : without(table, [target.name]);
  const units = unitsOf(rows, groups ?? bundlesOf(features));
  requireUnits(units, 'a holdout', groups !== undefined);
  const { classOf, nClasses } = classesOf(target);
  const bins = dealUnits(units, classOf, nClasses, [1 - fraction, fraction], rng);
  balance(units, bins, classOf, nClasses);
  const binOf = binsByRow(units, bins, table.nRows);
  return { train: rows.filter((row) => binOf[row] === 0), holdout: rows.filter((row) => binOf[row] === 1) };
}

/**
 * Folds for cross-validation. Classes with fewer rows than folds are never judged: they stay in training (and out of a fold whose
 * judged rows hold their group). When that would leave fewer than two classes to judge, there are fewer folds.
 * By time, fold i learns only from what lies before it. Row numbers ascend.
 *
 * @throws VALUE_INVALID for less than two units, or when all times are equal.
 */
export function foldRows(request: FoldRequest): { train: Int32Array; valid: Int32Array }[] {
  const { rows, target, groups, times, rng } = request;
  if (times) return foldsByTime(rows, times, request.k);
  const { classOf, nClasses } = classesOf(target);
  const counts = new Int32Array(nClasses);
  for (const row of rows) counts[classOf(row)]++;
  const k = Math.min(request.k, mostFolds(counts));
  const isRare = (row: number) => nClasses > 1 && counts[classOf(row)] < k;
  const ordered = rows.slice().sort((a, b) => a - b);
  const common = ordered.filter((row) => !isRare(row));
  const labels = groups ?? request.bundles;
  const units = labels
    ? unitsOf(
        common,
        common.map((row) => labels[row]),
      )
    : singleUnits(common);
  requireUnits(units, 'cross-validation', groups !== undefined);
  const folds = Math.min(k, units.starts.length - 1);
  const bins = dealUnits(units, classOf, nClasses, new Array<number>(folds).fill(1 / folds), rng);
  const binOf = binsByRow(units, bins, target.values.length);
  return Array.from({ length: folds }, (_, fold) => {
    const valid = common.filter((row) => binOf[row] === fold);
    const judged = new Set(labels ? Array.from(valid, (row) => labels[row]) : []);
    const learns = (row: number) => (binOf[row] < 0 ? !(labels && judged.has(labels[row])) : binOf[row] !== fold);
    return { train: ordered.filter(learns), valid };
  });
}

/** Larger bundles are common combinations of few values rather than copies of a record; tying them would bend the split. */
const largestBundle = { rows: 20, share: 0.1 };

/** Rows with equal values in all columns share a number, except in bundles of more than 20 rows and a tenth of the table. */
export function bundlesOf(features: Table): Int32Array {
  const { group, first } = identicalRows(features);
  const sizes = new Int32Array(first.length);
  for (const one of group) sizes[one]++;
  const most = Math.max(largestBundle.rows, largestBundle.share * features.nRows);
  // First rows number the bundles, so a row that is on its own never meets a bundle's number.
  return group.map((one, row) => (sizes[one] > most ? row : first[one]));
}

/** Folds up to which at least two classes can be judged, or one where the second has a single row; no bound with one class. */
function mostFolds(counts: Int32Array): number {
  if (counts.length < 2) return Number.POSITIVE_INFINITY;
  const [largest, second] = counts.toSorted((a, b) => b - a);
  return Math.max(2, second >= 2 ? second : largest);
}

/** Where a class of two units or more stands on one side only, its smallest unit moves to the other. */
function balance({ rows, starts }: Units, bins: Int32Array, classOf: (row: number) => number, nClasses: number): void {
  const onSide = [new Uint8Array(nClasses), new Uint8Array(nClasses)];
  for (let u = 0; u < bins.length; u++) {
    for (let i = starts[u]; i < starts[u + 1]; i++) onSide[bins[u]][classOf(rows[i])] = 1;
  }
  for (let code = 0; code < nClasses; code++) {
    if (onSide[0][code] === onSide[1][code]) continue;
    const holders = Array.from(bins.keys()).filter((u) =>
      rows.subarray(starts[u], starts[u + 1]).some((row) => classOf(row) === code),
    );
    if (holders.length < 2) continue;
    const size = (u: number) => starts[u + 1] - starts[u];
    const smallest = holders.reduce((least, u) => (size(u) < size(least) ? u : least));
    bins[smallest] = 1 - bins[smallest];
  }
}

function classesOf({ classes, values }: Target): { classOf: (row: number) => number; nClasses: number } {
  if (classes.length < 2) return { classOf: () => 0, nClasses: 1 };
  return { classOf: (row) => values[row], nClasses: classes.length };
}

function requireUnits({ starts, rows }: Units, what: string, grouped: boolean): void {
  if (starts.length > 2) return;
  const law = grouped ? 'rows of at least 2 groups' : 'at least 2 rows that differ, of classes with 2 rows or more';
  throw new ModelwrightError('VALUE_INVALID', { what, law, value: rows.length === 0 ? 'none' : 'one' });
}

/** The bin of each row of the table; -1 where the row is in no unit. */
function binsByRow({ rows, starts }: Units, bins: Int32Array, nRows: number): Int32Array {
  const binOf = new Int32Array(nRows).fill(-1);
  for (let u = 0; u < bins.length; u++) for (let i = starts[u]; i < starts[u + 1]; i++) binOf[rows[i]] = bins[u];
  return binOf;
}
