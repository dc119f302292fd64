/** Drift of a table against its reference, column by column. */
import { inferRole } from '../data/roles.ts';
import { adjustPValues } from '../math/tests/adjust-p-values.ts';
import type { Column } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';
import { calendarPairs } from './calendar-columns.ts';
import { defaultDriftTest, driftTestByName } from './choose-drift-test.ts';
import { type MaskedColumns, maskReason } from './masked-columns.ts';
import { type SamplePair, samplePair } from './samples.ts';
import { chanceOf } from './significance.ts';

export interface DriftOptions {
  /** What the model learned from. */
  readonly reference: Table;
  /** What it sees now; columns that the reference lacks are ignored. */
  readonly current: Table;
  /** Columns that the log has masked; those that it dropped or hashed are not compared. */
  readonly masked?: MaskedColumns;
  /** Wire name of the test for a column; default by kind and number of rows. */
  readonly tests?: Readonly<Record<string, string>>;
  /** Share of drifted columns from which the whole table counts as drifted; default 0.5. */
  readonly share?: number;
}

export interface ColumnDrift {
  /** Name of the column; `date.hour` and `date.day_of_week` for the parts of an instant. */
  readonly name: string;
  /** Wire name of the test; null where none was made. */
  readonly test: string | null;
  /** Distance between the samples, 0 for equal ones. */
  readonly driftScore: number | null;
  /** Distance from which a difference matters. */
  readonly threshold: number | null;
  /** Probability of such a difference by chance, for this column alone. */
  readonly pValue?: number;
  readonly drifted: boolean;
  readonly status: 'drifted' | 'stable' | 'insufficient_data' | 'skipped';
  /** Why there is no verdict. */
  readonly reason?: string;
}

export interface DriftReport {
  readonly columns: readonly ColumnDrift[];
  /** Drifted columns among those with a verdict, 0 to 1; 0 without any. */
  readonly share: number;
  /** True when `share` reaches the wanted share and a column drifted. */
  readonly drifted: boolean;
}

/** Fewer present values on one side give no verdict. */
export const minDriftRows = 30;
/** Share of false alarms among the drifted columns that is accepted; also the probability of any when nothing drifted. */
const alpha = 0.01;

/** A column on the way to its verdict. */
interface Measured {
  readonly drift: ColumnDrift;
  readonly pValue?: number;
}

/**
 * Compares every column of the reference with the same column of the current table. A column drifted when its distance reaches the
 * test's threshold and is more than chance, corrected for the number of columns: neither a tiny effect in many rows nor a large one
 * in few is drift. Missing values are left out here; data quality watches them.
 *
 * Needs `await distributionsReady()` once before.
 *
 * @throws PARAM_INVALID for an unknown test, or one that does not compare the column's kind.
 */
export function driftReport({
  reference,
  current,
  masked = new Map(),
  tests = {},
  share: wanted = 0.5,
}: DriftOptions): DriftReport {
  const measured = reference.columns.flatMap((column) => {
    const reason = maskReason(masked, column.name);
    return reason ? [skipped(column.name, reason)] : measureColumn(column, findColumn(current, column.name), tests);
  });
  // At most a share `alpha` of the columns found drifted are so by chance.
  const pValues = measured.flatMap(({ pValue }) => (pValue === undefined ? [] : [pValue]));
  const adjusted = adjustPValues(pValues, 'benjamini_hochberg');
  let next = 0;
  const columns = measured.map(({ drift, pValue }): ColumnDrift => {
    if (pValue === undefined) return drift;
    const chance = adjusted[next++];
    const drifted = drift.driftScore! >= drift.threshold! && chance <= alpha;
    return { ...drift, drifted, status: drifted ? 'drifted' : 'stable' };
  });
  const judged = columns.filter(({ status }) => status === 'drifted' || status === 'stable');
  const count = judged.filter(({ drifted }) => drifted).length;
  const share = judged.length === 0 ? 0 : count / judged.length;
  return { columns, share, drifted: count > 0 && share >= wanted };
}

function measureColumn(
  reference: Column,
  current: Column | undefined,
  tests: Readonly<Record<string, string>>,
): Measured[] {
  const { name } = reference;
  if (current === undefined) return [skipped(name, 'absent from the current data')];
  if (current.kind !== reference.kind) return [skipped(name, `was ${reference.kind}, is ${current.kind} now`)];
  if (reference.kind === 'datetime' && current.kind === 'datetime') {
    return calendarPairs(reference, current).map(({ name: part, columns, reason }) =>
      columns ? measurePair(part, samplePair(...columns), tests) : skipped(part, reason!),
    );
  }
  const role = inferRole(reference);
  if (role === 'text' || role === 'id') {
    return [skipped(name, role === 'text' ? 'free text' : 'an identifier, whose values never repeat')];
  }
  return [measurePair(name, samplePair(reference, current), tests)];
}

function measurePair(
  name: string,
  { sample, whole, rows }: SamplePair,
  tests: Readonly<Record<string, string>>,
): Measured {
  const fewest = Math.min(rows.reference, rows.current);
  const test = Object.hasOwn(tests, name)
    ? driftTestByName(tests[name], sample.kind)
    : defaultDriftTest(sample.kind, fewest);
  const { threshold } = test;
  if (fewest < minDriftRows) {
    const reason = `${minDriftRows} values on each side are needed, got ${rows.reference} and ${rows.current}`;
    const none = { test: test.name, driftScore: null, threshold, drifted: false } as const;
    return { drift: { name, ...none, status: 'insufficient_data', reason } };
  }
  const driftScore = test.measure(sample);
  const pValue = chanceOf(whole);
  return {
    drift: { name, test: test.name, driftScore, threshold, pValue, drifted: false, status: 'stable' },
    pValue,
  };
}

function skipped(name: string, reason: string): Measured {
  return { drift: { name, test: null, driftScore: null, threshold: null, drifted: false, status: 'skipped', reason } };
}
