/** Data quality of what a model sees now, against what it learned from: columns, types, gaps, categories, ranges. */
import { numberFromText } from '../data/number-text.ts';
import { inferRole } from '../data/roles.ts';
import { type Column, missingCount } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';
import type { Alert } from './alert.ts';

/** Rises of the share of missing values are told from this on, when larger than chance. */
const missingRise = 0.05;
/** From this rise on a column is as good as lost. */
const missingLoss = 0.5;
const standardErrors = 3;
/** Unseen categories and values out of range are told from this share and number of present values on. */
const least = { share: 0.01, rows: 3 };
/** A single value this many times the reference's range away is told by itself: another unit, or a stand-in for missing. */
const farAway = 10;
/** Fewer rows say nothing about shares. */
const minRows = 30;

/** What is wrong with the current table; empty when nothing is. Columns that the reference lacks are ignored. */
export function dataQuality({ reference, current }: { readonly reference: Table; readonly current: Table }): Alert[] {
  if (current.nRows === 0) return [];
  return reference.columns.flatMap((column) => {
    const now = findColumn(current, column.name);
    if (!now)
      return [
        alert('column_absent', 'error', column, 'is absent from the current data; restore it, the model needs it'),
      ];
    return [
      ...typeViolations(column, now),
      ...missingValues(column, now, reference.nRows, current.nRows),
      ...unseenCategories(column, now),
      ...outOfRange(column, now),
    ];
  });
}

function typeViolations(reference: Column, current: Column): Alert[] {
  const present = current.kind === reference.kind ? 0 : countOf(current) - missingCount(current);
  if (present === 0) return [];
  const change = `was ${reference.kind} in training and is ${current.kind} now`;
  const odd = reference.kind === 'number' && current.kind === 'string' ? notNumbers(current) : present;
  const what = odd === present ? change : `${change}: ${odd} of ${present} values are no numbers`;
  return [
    alert(
      'type_violation',
      odd > 0 ? 'error' : 'warning',
      reference,
      `${what}. Mend the types at the source; what cannot be read counts as missing`,
    ),
  ];
}

function notNumbers({ codes, dictionary }: Extract<Column, { kind: 'string' }>): number {
  const odd = dictionary.map((text) => Number.isNaN(numberFromText(text)));
  return codes.reduce((count, code) => (code >= 0 && odd[code] ? count + 1 : count), 0);
}

function missingValues(reference: Column, current: Column, before: number, now: number): Alert[] {
  if (now < minRows || before < minRows) return [];
  const was = missingCount(reference) / before;
  const is = missingCount(current) / now;
  const pooled = (missingCount(reference) + missingCount(current)) / (before + now);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / before + 1 / now));
  if (is - was < missingRise || is - was <= standardErrors * error) return [];
  const message = `is missing in ${percent(is)} of the rows, ${percent(was)} in training. Check its source`;
  return [alert('missing_values', is - was >= missingLoss ? 'error' : 'warning', reference, message)];
}

function unseenCategories(reference: Column, current: Column): Alert[] {
  if (reference.kind !== 'string' || current.kind !== 'string' || inferRole(reference) !== 'categorical') return [];
  const { known, newShare } = knownCategories(reference);
  const folded = new Set([...known].map(fold));
  const unseen = current.dictionary.map((text) => !known.has(text));
  const categories = new Set<number>();
  let rows = 0;
  let respelt = 0;
  for (const code of current.codes) {
    if (code < 0 || !unseen[code]) continue;
    rows++;
    categories.add(code);
    if (folded.has(fold(current.dictionary[code]))) respelt++;
  }
  const present = current.codes.length - missingCount(current);
  const expected = newShare * present;
  const error = Math.sqrt(expected * (1 - newShare));
  if (rows < least.rows || rows - expected < least.share * present || rows <= expected + standardErrors * error)
    return [];
  const spelling = respelt > 0 ? `, ${respelt} of them known ones in another case or with other blanks` : '';
  const message = `has ${categories.size} categories that training never saw, in ${percent(rows / present)} of the rows${spelling}. Retrain when they are there to stay`;
  return [alert('unseen_categories', 'warning', reference, message)];
}

/**
 * The categories of a column, and the share of further rows that is expected to show others: the share of rows whose category
 * came once (Good 1953).
 */
function knownCategories({ codes, dictionary }: Extract<Column, { kind: 'string' }>): {
  known: Set<string>;
  newShare: number;
} {
  const counts = new Int32Array(dictionary.length);
  let present = 0;
  for (const code of codes) {
    if (code < 0) continue;
    counts[code]++;
    present++;
  }
  const once = counts.reduce((total, count) => (count === 1 ? total + 1 : total), 0);
  return { known: new Set(dictionary.filter((_, code) => counts[code] > 0)), newShare: once / Math.max(1, present) };
}

function outOfRange(reference: Column, current: Column): Alert[] {
  if (reference.kind !== 'number' || current.kind !== 'number' || reference.cardinality !== undefined) return [];
  if (inferRole(reference) === 'id') return [];
  const [low, high] = rangeOf(reference.values);
  if (!(low <= high)) return [];
  const margin = farAway * Math.max(high - low, Math.abs(high), Math.abs(low));
  let present = 0;
  let outside = 0;
  let far = 0;
  for (const value of current.values) {
    if (Number.isNaN(value)) continue;
    present++;
    if (value < low || value > high) outside++;
    if (value < low - margin || value > high + margin) far++;
  }
  if (far === 0 && (outside < least.rows || outside < least.share * present)) return [];
  const message =
    far > 0
      ? `has ${far} values more than ${farAway} times beyond the range of training. Check for another unit or a number that stands for missing`
      : `lies outside the range of training in ${percent(outside / present)} of the rows. Predictions there are guesses; check the source, then retrain`;
  return [alert('out_of_range', 'warning', reference, message)];
}

function rangeOf(values: Float64Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

const fold = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();
const countOf = (column: Column): number => (column.kind === 'string' ? column.codes.length : column.values.length);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function alert(code: string, severity: Alert['severity'], { name }: Column, what: string): Alert {
  return { code, severity, column: name, message: `Column "${name}" ${what}.` };
}
