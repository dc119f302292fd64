/** Which categories a column keeps, decided on the training rows, and how texts find their category. */
import { compareCodeUnits } from '../../core/canonical-json.ts';
import type { StringColumn } from '../../table/column.ts';

/** What a column of texts looked like in training. */
export interface Categories {
  /** Kept categories, by code unit. */
  readonly kept: string[];
  /** Some category was too rare to keep. */
  readonly hasOther: boolean;
  readonly hasMissing: boolean;
}

/** Code of a missing text, and of one that was never kept. */
export const missingCode = -1;
const unknownCode = -2;

/**
 * Keeps the most frequent categories (ties by code unit) that have at least `minFrequency` of the rows,
 * so that with the bucket of the others there are at most `maxCategories`.
 */
export function chooseCategories(column: StringColumn, minFrequency: number, maxCategories: number): Categories {
  const counts = new Float64Array(column.dictionary.length);
  let missing = 0;
  for (const code of column.codes) {
    if (code < 0) missing++;
    else counts[code]++;
  }
  const least = Math.max(1, minFrequency * column.codes.length);
  const seen = column.dictionary.map((text, code) => ({ text, count: counts[code] })).filter(({ count }) => count > 0);
  const frequent = seen
    .filter(({ count }) => count >= least)
    .sort((a, b) => b.count - a.count || compareCodeUnits(a.text, b.text));
  const fits = frequent.length === seen.length && seen.length <= maxCategories;
  const kept = (fits ? frequent : frequent.slice(0, maxCategories - 1)).map(({ text }) => text);
  return { kept: kept.sort(compareCodeUnits), hasOther: kept.length < seen.length, hasMissing: missing > 0 };
}

const indices = new WeakMap<readonly string[], Map<string, number>>();

function indexOf(kept: readonly string[]): Map<string, number> {
  let index = indices.get(kept);
  if (!index) {
    index = new Map(kept.map((text, place) => [text, place]));
    indices.set(kept, index);
  }
  return index;
}

/** The place of a text (null: missing) among `kept`, or `missingCode`, or `unknownCode`. */
export function categoryCode(text: string | null, kept: readonly string[]): number {
  return text === null ? missingCode : (indexOf(kept).get(text) ?? unknownCode);
}

/** The same for each row of a column. */
export function categoryCodes({ codes, dictionary }: StringColumn, kept: readonly string[]): Int32Array {
  const index = indexOf(kept);
  const find = (text: string) => index.get(text) ?? unknownCode;
  // Single rows of a large table carry its whole dictionary; looking up every entry would cost more than the rows.
  if (dictionary.length > codes.length) return codes.map((code) => (code < 0 ? missingCode : find(dictionary[code])));
  const places = dictionary.map(find);
  return codes.map((code) => (code < 0 ? missingCode : places[code]));
}
