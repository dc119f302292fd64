/**
 * A value that became known only after the row's own time: at prediction time it will not be there.
 * Found where a column of instants lies after the time column in most rows, or where the caller says when a column became available.
 */
import type { Column } from '../../table/column.ts';
import { findColumn } from '../../table/table.ts';
import { instantsOf } from '../instants.ts';
import { type Finding, type FindingRule, percent, type RuleInput } from './finding.ts';

const minRows = 20;
/** Most rows must lie after; dates of birth, of purchase and the like lie before. */
const laterShare = 0.5;
/** A fixed distance of at most this, in whole quarters of an hour, is the same instant in another time zone. */
const maxZoneMs = 14 * 3_600_000;
const quarterMs = 900_000;
const dayMs = 86_400_000;
/** Names of dates that are set in advance. */
const plan = /due|sched|plan|expect|expir|valid|until|deadline|appoint|forecast|estimat|target|booked|promis/i;

export const futureValue: FindingRule = {
  code: 'future_value',
  find(input) {
    const time = input.timeColumn === undefined ? undefined : findColumn(input.table, input.timeColumn);
    const at = time && instantsOf(time);
    if (!time || !at) return [];
    const declared = declaredLate(input, time, at);
    const known = new Set(declared.map(({ column }) => column));
    const inferred = input.columns
      .filter(({ column, role }) => role !== 'time' && !known.has(column.name))
      .flatMap(({ column }) => laterInstants(column, time, at));
    return [...declared, ...inferred];
  },
};

function laterInstants(column: Column, time: Column, at: Float64Array): Finding[] {
  const values = instantsOf(column);
  if (!values) return [];
  const { present, later, oneDistance } = compared(values, at);
  if (present < minRows || later <= laterShare * present || oneDistance) return [];
  const planned = plan.test(column.name);
  const seen = `Column "${column.name}" lies after the row's time "${time.name}" in ${percent(later / present)} of the rows that have it`;
  const message = planned
    ? `${seen}. Its name sounds like a plan; check that it is really known at the time of prediction, else exclude it (--exclude "${column.name}").`
    : `${seen}, so it is not known yet when the prediction is made. Exclude it (--exclude "${column.name}"), or pass --allow future_value if it is planned in advance.`;
  return [{ code: 'future_value', severity: planned ? 'warning' : 'error', column: column.name, message }];
}

/** Columns whose declared availability lies after the row's time in any row. */
function declaredLate({ table, columns, availableAt = {} }: RuleInput, time: Column, at: Float64Array): Finding[] {
  return columns.flatMap(({ column }) => {
    const known = Object.hasOwn(availableAt, column.name) ? findColumn(table, availableAt[column.name]) : undefined;
    const values = known && instantsOf(known);
    const late = values?.reduce((count, value, row) => (value > at[row] ? count + 1 : count), 0) ?? 0;
    if (late === 0) return [];
    const message = `Column "${column.name}" became available after the row's time "${time.name}" in ${late} rows. Use the value that was known then, or exclude it (--exclude "${column.name}").`;
    return [{ code: 'future_value', severity: 'error', column: column.name, message }];
  });
}

/** Compares instants, by day when either side knows days only. */
function compared(values: Float64Array, at: Float64Array): { present: number; later: number; oneDistance: boolean } {
  const unit = onlyDays(values) || onlyDays(at) ? dayMs : 1;
  const distances = new Set<number>();
  let present = 0;
  let later = 0;
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row]) || Number.isNaN(at[row])) continue;
    present++;
    if (Math.floor(values[row] / unit) > Math.floor(at[row] / unit)) later++;
    if (distances.size <= 2) distances.add(values[row] - at[row]);
  }
  // Two distances at most: winter and summer time.
  const zones = [...distances].every((distance) => Math.abs(distance) <= maxZoneMs && distance % quarterMs === 0);
  return { present, later, oneDistance: distances.size <= 2 && zones };
}

function onlyDays(values: Float64Array): boolean {
  return values.every((value) => Number.isNaN(value) || value % dayMs === 0);
}
