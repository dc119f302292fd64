/** Identifiers that were handed out in the order of the outcome, so that the number of a row tells its target. */
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { averageRanks } from '../../math/tests/average-ranks.ts';
import { type Column, isMissing, type NumberColumn, type StringColumn } from '../../table/column.ts';
import type { Target } from '../../table/task.ts';
import { classCounts } from '../class-counts.ts';
import { columnBins } from '../column-bins.ts';
import { namesAnId } from '../roles.ts';
import { picked, spreadRows } from '../row-sample.ts';
import { classScore, numberScore } from '../single-column-score.ts';
import { type FindingRule, isFeature, quoted } from './finding.ts';

const mostRows = 20_000;
const minRows = 100;
/** Share of distinct values that makes a column name its rows. */
const idShare = 0.98;
/** Whole numbers that use at least one in so many of the numbers they span were handed out one after the other. */
const mostGap = 20;
/** An identifier should say nothing; from these scores on it says more than a drift of the outcome would. */
const limits = { auc: 0.8, r2: 0.5 };
/** Rows of a class, and beside it, that are needed to see an order. */
const leastOfClass = 15;

/** Rows of a first look. */
const looked = 300;

export const idOrder: FindingRule = {
  code: 'id_order',
  find({ target, columns }) {
    if (!target || target.values.length < minRows) return [];
    const rows = spreadRows(target.values.length, mostRows);
    return columns.flatMap(({ column, role }) => {
      if (!(role === 'id' || isFeature(role))) return [];
      const places = placesOf(column, rows, role === 'id');
      const score = places && scoreOf(places, target, rows);
      if (score === undefined) return [];
      const seen = `Column "${column.name}" numbers its rows in the order of the outcome (its place alone gives ${score})`;
      const message =
        role === 'id'
          ? `${seen}. It is not used as a feature; check that no other column, file name or row order carries the same order.`
          : `${seen}: it would not help with new rows. Exclude it (--exclude "${column.name}"), or if it counts time, name it with --time-column.`;
      return [{ code: 'id_order', severity: 'warning', column: column.name, message }];
    });
  },
};

/** The value of an identifier as a number to order by; undefined for columns that are none. */
function placesOf(column: Column, rows: Int32Array, isId: boolean): Float64Array | undefined {
  if (column.kind === 'boolean' || column.kind === 'datetime') return undefined;
  if (!isDistinct(column, rows.subarray(0, looked)) || rows.some((row) => isMissing(column, row))) return undefined;
  if (column.kind === 'number') {
    const values = picked(column.values, rows);
    if (!column.integer || !isDistinct(column, rows)) return undefined;
    return isId || namesAnId(column.name) || isDense(column.values) ? values : undefined;
  }
  if (!isDistinct(column, rows)) return undefined;
  const codes = rows.map((row) => column.codes[row]);
  const sorted = [...column.dictionary.keys()].sort((a, b) => compareIds(column.dictionary[a], column.dictionary[b]));
  const place = new Float64Array(sorted.length);
  for (const [at, code] of sorted.entries()) place[code] = at;
  return Float64Array.from(codes, (code) => place[code]);
}

function isDistinct(column: NumberColumn | StringColumn, rows: Int32Array): boolean {
  const values = column.kind === 'string' ? column.codes : column.values;
  return new Set(Array.from(rows, (row) => values[row])).size >= idShare * rows.length;
}

function isDense(values: Float64Array): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least < mostGap * values.length;
}

/** Shorter first among texts of one form, so that k9 comes before k10. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || compareCodeUnits(a, b);
}

function scoreOf(places: Float64Array, target: Target, rows: Int32Array): string | undefined {
  const here = Int32Array.from(rows, (_, i) => i);
  const bins = columnBins({ kind: 'number', name: '', values: places, integer: true }, here);
  const y = picked(target.values, rows);
  if (target.task === 'regression') {
    const r2 = numberScore(bins, averageRanks(y).ranks);
    return r2 > limits.r2 ? `R2 ${r2.toFixed(3)} of the target's ranks` : undefined;
  }
  const counts = classCounts({ ...target, values: y });
  const scored = target.classes.flatMap((name, code) => {
    const rest = y.length - counts[code];
    if (Math.min(counts[code], rest) < leastOfClass || (target.task === 'binary' && code === 0)) return [];
    const isClass = y.map((one) => (one === code ? 1 : 0));
    const { auc = 0 } = classScore(bins, { ...target, classes: ['other', name], values: isClass }, here);
    return [{ name, auc }];
  });
  const best = scored.sort((a, b) => b.auc - a.auc || compareCodeUnits(a.name, b.name))[0];
  if (!best || !(best.auc > limits.auc)) return undefined;
  return `AUC ${best.auc.toFixed(3)}${target.task === 'binary' ? '' : ` for class ${quoted([best.name])} against the rest`}`;
}
