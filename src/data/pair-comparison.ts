/** Pairs of columns whose comparison decides a binary target: which is larger, or whether they are equal. */
import { averageRanks } from '../math/tests/average-ranks.ts';
import type { Column } from '../table/column.ts';
import { levelKeys } from './level-key.ts';
import { picked, spreadRows } from './row-sample.ts';
import { separation } from './separation.ts';

/** With more columns than this the pairs are not tried. */
const mostColumns = 60;
/** Rows of each class for a first look at a pair, rows for a second one, and for certainty. */
const rowsOf = { glance: 15, screen: 300, confirm: 20_000 };
/** What a first look asks for: less, for a few rows may hold the exceptions. */
const glanced = { least: 0.9, missing: 0.4 };
/** Rows of each class that a decision needs. */
const leastRows = 20;
/** Gaps on either side in more than this share of the rows leave a pair out. */
const mostMissing = 0.1;

/** A pair that decides: `larger` when the class follows from which of both is larger by how much. */
export interface PairComparison {
  readonly a: string;
  readonly b: string;
  readonly how: 'larger' | 'equal';
}

/** Pairs whose difference separates the classes with an AUC of `least` or more, or whose equality tells the class in that share of the rows. */
export function pairComparisons(columns: readonly Column[], y: Float64Array, least: number): PairComparison[] {
  if (columns.length > mostColumns) return [];
  const positives = y.reduce((sum, value) => sum + value, 0);
  if (Math.min(positives, y.length - positives) < leastRows) return [];
  const asked = { least, missing: mostMissing };
  const glance = ofEachClass(y, rowsOf.glance);
  const screen = spreadRows(y.length, rowsOf.screen);
  const confirm = spreadRows(y.length, rowsOf.confirm);
  return columns.flatMap((a, i) =>
    columns.slice(i + 1).flatMap((b): PairComparison[] => {
      const larger = differencesOf(a, b);
      const decides = (rows: Int32Array) => larger !== undefined && separates(larger, y, rows, asked);
      const seemsTo = larger !== undefined && separates(larger, y, glance, glanced);
      if (seemsTo && decides(screen) && decides(confirm)) return [{ a: a.name, b: b.name, how: 'larger' }];
      const same = equalityOf(a, b);
      const tells = (rows: Int32Array) => same !== undefined && agrees(same, y, rows, asked);
      const seemsEqual = same !== undefined && agrees(same, y, glance, glanced);
      return seemsEqual && tells(screen) && tells(confirm) ? [{ a: a.name, b: b.name, how: 'equal' }] : [];
    }),
  );
}

/** Evenly spread rows of either class. */
function ofEachClass(y: Float64Array, count: number): Int32Array {
  const rows = Int32Array.from(y.keys());
  const chosen = [0, 1].flatMap((code) => {
    const all = rows.filter((row) => y[row] === code);
    return Array.from(spreadRows(all.length, count), (at) => all[at]);
  });
  return Int32Array.from(chosen);
}

function differencesOf(a: Column, b: Column): ((row: number) => number) | undefined {
  const isNumeric = (a.kind === 'number' && b.kind === 'number') || (a.kind === 'datetime' && b.kind === 'datetime');
  return isNumeric ? (row) => a.values[row] - b.values[row] : undefined;
}

/** Whether both hold the same value, for columns of one kind; texts are compared as texts. */
function equalityOf(a: Column, b: Column): ((row: number) => boolean | undefined) | undefined {
  if (a.kind !== b.kind || a.kind === 'boolean') return undefined;
  const [keyA, keyB] = [levelKeys(a), levelKeys(b)];
  const codes = new Map(b.kind === 'string' ? b.dictionary.map((text, code) => [text, code]) : []);
  return (row) => {
    const [x, y] = [keyA(row), keyB(row)];
    if (x === undefined || y === undefined) return undefined;
    return (a.kind === 'string' ? codes.get(a.dictionary[x]) : x) === y;
  };
}

function separates(
  difference: (row: number) => number,
  y: Float64Array,
  rows: Int32Array,
  { least, missing }: typeof glanced,
): boolean {
  const values = Float64Array.from(rows, difference);
  const present = values.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0);
  if (present < (1 - missing) * rows.length) return false;
  const kept = rows.filter((_, i) => !Number.isNaN(values[i]));
  const area = separation(picked(y, kept), averageRanks(values.filter((value) => !Number.isNaN(value))).ranks);
  return area >= least || area <= 1 - least;
}

function agrees(
  same: (row: number) => boolean | undefined,
  y: Float64Array,
  rows: Int32Array,
  { least, missing }: typeof glanced,
): boolean {
  let present = 0;
  let equal = 0;
  let agreed = 0;
  for (const row of rows) {
    const value = same(row);
    if (value === undefined) continue;
    present++;
    if (value) equal++;
    if (value === (y[row] === 1)) agreed++;
  }
  if (present < (1 - missing) * rows.length || equal === 0 || equal === present) return false;
  return Math.max(agreed, present - agreed) >= least * present;
}
