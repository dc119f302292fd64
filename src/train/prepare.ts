/** Steps two and three of a training run: know the target and the features, look for trouble. */

import { ModelwrightError } from '../core/errors.ts';
import { isFeature } from '../data/findings/finding.ts';
import { dataFindings, type Finding } from '../data/findings/index.ts';
import { type ColumnRole, inferRole, inferRoles } from '../data/roles.ts';
import type { DerivedColumn } from '../data/source-plan.ts';
import { bundlesOf } from '../data/split.ts';
import { readTarget } from '../data/target.ts';
import { isRunningText } from '../data/text-shape.ts';
import { checkFairness } from '../evaluate/fairness/judge-fairness.ts';
import { type Column, columnLength, isMissing } from '../table/column.ts';
import { columnOf, select, type Table, takeRows } from '../table/table.ts';
import type { Target } from '../table/task.ts';
import { checkDivisible } from './check-divisible.ts';
import type { FeatureRole } from './features.ts';
import type { TrainRequest } from './request.ts';

/** What decides of a request which rows and columns there are, and what they are for. */
export type PrepareRequest = Pick<
  TrainRequest,
  | 'target'
  | 'task'
  | 'positiveClass'
  | 'timeColumn'
  | 'groupColumn'
  | 'idColumns'
  | 'exclude'
  | 'keep'
  | 'fairness'
  | 'challenges'
> & { readonly plan: { readonly source: string; readonly derive: readonly Pick<DerivedColumn, 'sources'>[] } };

/** A table ready for splitting: every row has a target, and a time where time matters. */
export interface Prepared {
  readonly table: Table;
  readonly target: Target;
  readonly roles: readonly ColumnRole[];
  readonly features: readonly FeatureRole[];
  /** Group of each row, when the request names a group column. */
  readonly groups?: Int32Array;
  /** Instant or number by which each row is ordered, when the request names a time column. */
  readonly times?: Float64Array;
  /** Rows with a target that were left out because they have no time. */
  readonly timeMissing: number;
  /** Rows at the beginning that come from earlier sources. */
  readonly earlierRows: number;
  /** Bundle of each row; rows with equal features share one and never stand on both sides of a split. */
  readonly bundles: Int32Array;
}

/** Fewer rows make no folds worth the name. */
const leastRows = 10;

/**
 * Finds the target and the features of a table. Pure: the same table and request give the same answer,
 * so that reproducing can start from a snapshot.
 *
 * @throws COLUMN_NOT_FOUND; ROWS_TOO_FEW; what `readTarget`, `checkFairness` and `checkDivisible` throw.
 */
export function prepare(data: Table, request: PrepareRequest, earlierRows = 0): Prepared {
  // A typo must not leave a column among the features. Fresh data of a challenger may lack what nobody learns from.
  const named = request.challenges === undefined ? [...request.idColumns, ...request.exclude, ...request.keep] : [];
  const { fairness } = request;
  const source = `source "${request.plan.source}"`;
  for (const name of named) columnOf(data, name, source);
  const { target, rows } = readTarget(data, request.target, request);
  const times = request.timeColumn === undefined ? undefined : timesOf(columnOf(data, request.timeColumn, source));
  const timed = times ? rows.filter((row) => !Number.isNaN(times[row])) : rows;
  const positions = times ? positionsOf(rows, timed) : undefined;
  if (timed.length < leastRows) {
    throw new ModelwrightError('ROWS_TOO_FEW', { what: 'training', needed: leastRows, rows: timed.length });
  }
  const table = takeRows(data, timed);
  if (fairness) checkFairness(fairness, { target, table, source });
  const roles = inferRoles(table, {
    target: request.target,
    timeColumn: request.timeColumn,
    groupColumn: request.groupColumn,
    idColumns: request.idColumns,
    exclude: [...request.exclude, ...(fairness?.exclude ? fairness.sensitive : []), ...derivationSources(request)],
  });
  const features = featuresOf(table, roles);
  const inputs = select(
    table,
    features.map(({ name }) => name),
  );
  const prepared = {
    table,
    target: positions ? { ...target, values: positions.map((at) => target.values[at]) } : target,
    roles,
    features,
    groups: request.groupColumn === undefined ? undefined : groupsOf(columnOf(table, request.groupColumn, source)),
    times: times ? Float64Array.from(timed, (row) => times[row]) : undefined,
    timeMissing: rows.length - timed.length,
    earlierRows: timed.reduce((count, row) => (row < earlierRows ? count + 1 : count), 0),
    bundles: bundlesOf(inputs),
  };
  checkDivisible(prepared, request);
  return prepared;
}

/**
 * Findings of the prepared data, stopping at error level unless the request allows the code.
 *
 * @throws FINDINGS_STOP; VALUE_INVALID when no column is left to learn from.
 */
export function checkFindings(
  data: Table,
  prepared: Prepared,
  request: TrainRequest,
  split: { train: Int32Array; holdout: Int32Array } | undefined,
): Finding[] {
  const findings = dataFindings({
    table: prepared.table,
    target: prepared.target,
    roles: prepared.roles,
    timeColumn: request.timeColumn,
    groupColumn: request.groupColumn,
    split,
    targetMissing: data.nRows - prepared.table.nRows - prepared.timeMissing,
    timeMissing: prepared.timeMissing,
  });
  const stopping = findings.filter(({ severity, code }) => severity === 'error' && !request.allow.includes(code));
  if (stopping.length > 0) {
    const codes = stopping.map(({ code, column }) => (column === undefined ? code : `${code} (${column})`)).join(', ');
    throw new ModelwrightError('FINDINGS_STOP', { count: stopping.length, codes, findings: stopping });
  }
  if (prepared.features.length === 0) {
    const unused = prepared.roles.map(({ name, role }) => `${name} (${role})`).join(', ');
    throw new ModelwrightError('VALUE_INVALID', { what: 'features', law: 'at least one usable column', value: unused });
  }
  return findings;
}

/** The columns that a model learns from, in the table's order; of an instant that orders the rows it learns hour, weekday and the like. */
function featuresOf(table: Table, roles: readonly ColumnRole[]): FeatureRole[] {
  return roles.flatMap(({ name, role }): FeatureRole[] => {
    if (role === 'time') {
      const isInstant = inferRole(columnOf(table, name)) === 'datetime';
      return isInstant ? [{ name, role: 'datetime' }] : [];
    }
    const isUsed = role === 'text' ? isRunningText(columnOf(table, name)) : isFeature(role);
    return isUsed ? [{ name, role: role as FeatureRole['role'] }] : [];
  });
}

function derivationSources(request: Pick<PrepareRequest, 'plan' | 'keep'>): string[] {
  return request.plan.derive.flatMap(({ sources }) => sources).filter((name) => !request.keep.includes(name));
}

/** Instants, or numbers that order the rows (a year, a sequence number). */
function timesOf(column: Column): Float64Array {
  if (column.kind === 'datetime' || column.kind === 'number') return column.values;
  const value = `a ${column.kind} column`;
  throw new ModelwrightError('PARAM_INVALID', { name: 'timeColumn', law: 'a date, time or number column', value });
}

/** Rows without a group are groups of their own. */
function groupsOf(column: Column): Int32Array {
  const groups = new Int32Array(columnLength(column));
  const codes = new Map<unknown, number>();
  let next = 0;
  for (let row = 0; row < groups.length; row++) {
    if (isMissing(column, row)) {
      groups[row] = next++;
      continue;
    }
    const key = column.kind === 'string' ? column.codes[row] : column.values[row];
    let code = codes.get(key);
    if (code === undefined) {
      code = next++;
      codes.set(key, code);
    }
    groups[row] = code;
  }
  return groups;
}

/** Where each row of `kept` stands in `rows`; both ascend. */
function positionsOf(rows: Int32Array, kept: Int32Array): Float64Array {
  const positions = new Float64Array(kept.length);
  for (let i = 0, at = 0; i < kept.length; i++, at++) {
    while (rows[at] !== kept[i]) at++;
    positions[i] = at;
  }
  return positions;
}
