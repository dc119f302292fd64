/** Parts of rows that look worse than the others: one condition, then conjunctions of two and three that narrow the worst. */
import type { Column } from '../table/column.ts';
import { columnOf, type Table } from '../table/table.ts';
import { common, minus, shared } from './chosen-rows.ts';
import type { Condition } from './conditions.ts';
import type { SliceTest, TestSlice } from './slice-test.ts';

/** A conjunction of conditions on different columns. */
export interface Candidate {
  readonly conditions: readonly Condition[];
  /** Of the searched rows. */
  readonly rows: Int32Array;
  /** Against what is weakest: the rest of all rows, or of what one condition of it narrows. */
  readonly test: SliceTest;
}

/** Conjunctions of so many conditions are narrowed further. */
const narrowed = 20;
const mostConditions = 3;
/** What looks no worse than this by itself is not looked at again. */
const interesting = 0.05;
/** A slice that is this nearly the same rows as a worse one is not looked at again. */
const mostShared = 0.8;

/**
 * The candidates that look worst, at most `limit`, worst first (a lattice search, Chung, Kraska, Polyzotis, Tae, Whang 2019). They
 * were chosen by looking, so their tests mean nothing: test them again on other rows.
 */
export function searchSlices(request: {
  readonly X: Table;
  readonly conditions: readonly Condition[];
  readonly minSupport: number;
  readonly test: TestSlice;
  readonly limit: number;
}): Candidate[] {
  const { X, conditions, minSupport, test, limit } = request;
  const everyRow = Int32Array.from({ length: X.nRows }, (_, row) => row);
  const tested = (of: readonly Condition[], rows: Int32Array): Candidate[] => {
    const result = rows.length < minSupport ? undefined : testNarrowing(X, everyRow, of, rows, test);
    return result && result.pValue < interesting ? [{ conditions: of, rows, test: result }] : [];
  };
  const singles = conditions.flatMap((one) => tested([one], rowsOf(X, [one], everyRow))).sort(worstFirst);
  const found = [...singles];
  let level = singles.slice(0, narrowed);
  for (let size = 2; size <= mostConditions; size++) {
    const seen = new Set<string>();
    level = level
      .flatMap((wide) =>
        singles.slice(0, narrowed).flatMap((single) => {
          const [added] = single.conditions;
          if (wide.conditions.some(({ column }) => column === added.column)) return [];
          const both = [...wide.conditions, added];
          const key = both
            .map(({ description }) => description)
            .sort(byCodeUnits)
            .join('\n');
          if (seen.has(key)) return [];
          seen.add(key);
          return tested(both, common(wide.rows, single.rows));
        }),
      )
      .sort(worstFirst)
      .slice(0, narrowed);
    found.push(...level);
  }
  const chosen: Candidate[] = [];
  for (const candidate of found.sort(worstFirst)) {
    if (chosen.length === limit) break;
    if (!chosen.some((other) => shared(candidate.rows, other.rows) > mostShared)) chosen.push(candidate);
  }
  return chosen;
}

/**
 * A slice of several conditions must be worse than the rest of what remains without any one of them, or it merely repeats that.
 *
 * @returns the least certain of these tests, with the value and the effect against all other rows; undefined when one fails.
 */
export function testNarrowing(
  X: Table,
  everyRow: Int32Array,
  conditions: readonly Condition[],
  rows: Int32Array,
  test: TestSlice,
): SliceTest | undefined {
  const whole = test(rows, minus(everyRow, rows));
  if (!whole || conditions.length === 1) return whole;
  let weakest = whole;
  for (const dropped of conditions) {
    const wide = rowsOf(
      X,
      conditions.filter((one) => one !== dropped),
      everyRow,
    );
    const result = test(rows, minus(wide, rows));
    if (!result) return undefined;
    if (result.pValue > weakest.pValue) weakest = result;
  }
  return { ...whole, pValue: weakest.pValue, deviations: weakest.deviations };
}

/** The rows, of those given, that meet all conditions. */
export function rowsOf(X: Table, conditions: readonly Condition[], among: Int32Array): Int32Array {
  const columns: Column[] = conditions.map(({ column }) => columnOf(X, column));
  return among.filter((row) => conditions.every(({ holds }, c) => holds(columns[c], row)));
}

function worstFirst(a: Candidate, b: Candidate): number {
  return b.test.deviations - a.test.deviations || a.conditions.length - b.conditions.length;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
