/**
 * Columns that are a running statistic in which the row's own target, or rows that come later, take part: a moving average around the
 * row, a total to the end, the next value. What follows is not known when the prediction is made.
 */
import type { Column } from '../../table/column.ts';
import { entityLevels } from '../entity-levels.ts';
import { targetNumbers } from '../target-numbers.ts';
import { rowsInTime, timesOf } from '../time-order.ts';
import {
  all,
  matchingWindow,
  type OrderedRows,
  probed,
  runningSums,
  type WindowMatch,
  type Windows,
} from '../window-match.ts';
import { type Finding, type FindingRule, isFeature, type RuleInput } from './finding.ts';

const minRows = 40;
/** With more number columns only the target is tried as what was averaged. */
const mostSources = 60;
/** Classes of a target that are tried: as many as make up so many rows, and at least so many. */
const ofClasses = { mostRows: 3_000_000, least: 3 };
/** Entity columns that are tried, and the rows that each entity must have on average. */
const mostEntityColumns = 3;
const leastEntityRows = 5;
/** Of a column other than the target, so many rows of an order are read at most. */
const mostSourceRows = 5000;
/** Of another column's statistics, places with one value: calendar columns of few values are statistics of each other. */
const mostRepeats = 2;
/** Stands for all rows of a side where windows are ordered by size. */
const unbounded = 1000;

/** Rows before and after that windows reach: any numbers, the same on both sides, on one side alone. */
const widest = { any: 12, centred: 30, oneSided: 60 };

type Window = Omit<WindowMatch, 'statistic'>;

/** Windows that take in the row's own value or later ones: too much when the target is averaged. */
const ofTarget = listed(windowsWhere(({ from, to }) => to > 0 || from > 0));
/** Windows of several rows that take in later ones; a single later value may as well be the source's own past. */
const laterRows = windowsWhere(({ from, to }) => to > 0 && from + to > 0);
const ofFeature = listed(laterRows);
/** As above, but from whichever side the rows are read. */
const eitherWay = listed(laterRows.filter(({ from }) => from > 0 && from < all));

export const futureAggregate: FindingRule = {
  code: 'future_aggregate',
  find(input) {
    const { target, columns } = input;
    if (!target || target.values.length < minRows) return [];
    const numbers = columns.flatMap(({ column, role }) =>
      column.kind === 'number' && (isFeature(role) || role === 'id') ? [column] : [],
    );
    const told = new Map<string, Finding>();
    const readings = targetNumbers(target).slice(
      0,
      Math.max(ofClasses.least, Math.floor(ofClasses.mostRows / target.values.length)),
    );
    for (const { order, inTime, within } of ordersOf(input)) {
      const where = `${inTime ? 'in time' : 'in the order of the rows'}${within === undefined ? '' : `, for each "${within}"`}`;
      const probes = numbers
        .filter(({ name }) => !told.has(name))
        .flatMap((column) => {
          const probe = probed(column.values, order);
          return probe ? [{ column, probe }] : [];
        });
      for (const { what, of } of readings) {
        const sums = runningSums(of(), order);
        for (const { column, probe } of probes) {
          const match = told.has(column.name) ? undefined : matchingWindow(probe, sums, order, ofTarget);
          if (match) told.set(column.name, ofTheTarget(column, what, match, where));
        }
      }
      if (numbers.length > mostSources) continue;
      const part = beginning(order, mostSourceRows);
      const inPart = probes.flatMap(({ column }) => {
        const probe = probed(column.values, part, mostRepeats);
        return probe ? [{ column, probe }] : [];
      });
      for (const source of numbers) {
        const sums = runningSums(source.values, part);
        for (const { column, probe } of inPart) {
          if (column === source || told.has(column.name)) continue;
          const match = matchingWindow(probe, sums, part, inTime ? ofFeature : eitherWay);
          if (match) told.set(column.name, ofAnother(column, source, match, where));
        }
      }
    }
    return numbers.flatMap(({ name }) => told.get(name) ?? []);
  },
};

function ofTheTarget({ name }: Column, what: string, match: WindowMatch, where: string): Finding {
  const message = `Column "${name}" is the ${words(match)} of ${what} ${where}, so the answer stands in it. Let it end with the row before (known outcomes only), or exclude it (--exclude "${name}").`;
  return { code: 'future_aggregate', severity: 'error', column: name, message };
}

function ofAnother({ name }: Column, source: Column, match: WindowMatch, where: string): Finding {
  const message = `Column "${name}" is the ${words(match)} of column "${source.name}" ${where}: it needs rows that come later than its own. Let it end with the row itself, or exclude it (--exclude "${name}").`;
  return { code: 'future_aggregate', severity: 'warning', column: name, message };
}

function words({ from, to, statistic }: WindowMatch): string {
  if (from === -to) return to === 1 ? 'next value' : `value ${to} rows on`;
  const before = from === all ? 'all rows before' : from > 0 ? `${from} before` : '';
  const after = to === all ? 'all rows after' : to > 0 ? `${to} after` : '';
  const own = from >= 0 && to >= 0 ? 'the row itself' : '';
  return `${statistic} over ${[before, own, after].filter((part) => part !== '').join(', ')}`;
}

interface Ordering {
  readonly order: OrderedRows;
  readonly inTime: boolean;
  /** Entity column whose rows make the segments. */
  readonly within?: string;
}

/** The orders that are tried: by time where there is one, else as the rows stand; then the first of them for each entity. */
function ordersOf({ table, columns, timeColumn, groupColumn }: RuleInput): Ordering[] {
  const times = timesOf(table, columns, timeColumn);
  const inTime = times.length > 0;
  const asTheyStand = Int32Array.from({ length: table.nRows }, (_, row) => row);
  const orders = inTime ? times.map(({ values }) => rowsInTime(values)) : [asTheyStand];
  const orderings = orders.map(
    (rows): Ordering => ({ order: { rows, starts: Int32Array.of(0, rows.length) }, inTime }),
  );
  const named = columns.filter(({ column }) => column.name === groupColumn);
  const others = columns.filter(({ role }) => role === 'categorical' || role === 'id');
  let entities = 0;
  for (const { column } of [...named, ...others]) {
    if (entities >= mostEntityColumns) break;
    const order = segmented(column, orders[0]);
    if (!order) continue;
    entities++;
    orderings.push({ order, inTime, within: column.name });
  }
  return orderings;
}

/** The rows of each level of a column together, each level's in their order. */
function segmented(column: Column, rows: Int32Array): OrderedRows | undefined {
  const levels = entityLevels(column);
  if (!levels || levels.count < 2 || rows.length < leastEntityRows * levels.count) return undefined;
  const starts = new Int32Array(levels.count + 1);
  for (const row of rows) if (levels.codes[row] >= 0) starts[levels.codes[row] + 1]++;
  for (let level = 0; level < levels.count; level++) starts[level + 1] += starts[level];
  const next = starts.slice();
  const placed = new Int32Array(starts[levels.count]);
  for (const row of rows) if (levels.codes[row] >= 0) placed[next[levels.codes[row]]++] = row;
  return { rows: placed, starts };
}

/** Whole segments up to about that many rows; of a single long segment its beginning. */
function beginning({ rows, starts }: OrderedRows, most: number): OrderedRows {
  if (rows.length <= most) return { rows, starts };
  const within = starts.filter((start) => start <= most);
  if (within.length > 1) return { rows: rows.subarray(0, within[within.length - 1]), starts: within };
  return { rows: rows.subarray(0, most), starts: Int32Array.of(0, most) };
}

/** Windows that fit, narrow ones first; rows `from` before (negative: after) to `to` after. */
function windowsWhere(fits: (window: Window) => boolean): readonly Window[] {
  const windows: Window[] = [
    { from: 0, to: all },
    { from: -1, to: all },
    { from: all, to: 0 },
    { from: all, to: all },
  ];
  for (let a = 0; a <= widest.oneSided; a++) {
    if (a > widest.any) windows.push({ from: a, to: 0 }, { from: 0, to: a });
    if (a > widest.any && a <= widest.centred)
      windows.push({ from: a, to: a }, { from: a, to: a - 1 }, { from: a - 1, to: a });
    if (a > 0) windows.push({ from: -1, to: a });
    if (a > 1) windows.push({ from: -a, to: a });
    for (let b = 0; a <= widest.any && b <= widest.any; b++) windows.push({ from: a, to: b });
  }
  const size = ({ from, to }: Window) => Math.min(from, unbounded) + Math.min(to, unbounded);
  return windows.filter(fits).sort((a, b) => size(a) - size(b) || a.to - b.to);
}

function listed(windows: readonly Window[]): Windows {
  return { from: Int32Array.from(windows, ({ from }) => from), to: Int32Array.from(windows, ({ to }) => to) };
}
