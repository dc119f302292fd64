/** Conditions on one column that part a table into slices: ranges, categories, truth values, missing. */
import { compareCodeUnits } from '../core/canonical-json.ts';
import { quantileSorted, sortedCopy } from '../math/quantile.ts';
import type { BooleanColumn, Column, DatetimeColumn, NumberColumn, StringColumn } from '../table/column.ts';
import { isMissing } from '../table/column.ts';

export interface Condition {
  readonly column: string;
  /** In words: `hour in [17, 24)`. */
  readonly description: string;
  /** Whether a row of the column of that name, in this or another table of the same source, belongs to the slice. */
  readonly holds: (column: Column, row: number) => boolean;
}

/** Numbers with at most so many values are parted by value, others into so many ranges of about equal support. */
const mostValues = 8;
const ranges = 5;
const mostCategories = 50;
const longestText = 60;
const dayMs = 86_400_000;

/** The conditions that at least `minSupport` rows of the column meet, and not all of them. */
export function conditionsOf(column: Column, nRows: number, minSupport: number): Condition[] {
  const all = [...valueConditions(column, minSupport), missingCondition(column)];
  return all.filter(({ holds }) => {
    let rows = 0;
    for (let row = 0; row < nRows; row++) if (holds(column, row)) rows++;
    return rows >= minSupport && rows < nRows;
  });
}

function valueConditions(column: Column, minSupport: number): Condition[] {
  switch (column.kind) {
    case 'number':
      return numberConditions(column);
    case 'datetime':
      return rangeConditions(column, cutsOf(column.values, wholeDays), (at) => new Date(at).toISOString().slice(0, 10));
    case 'string':
      return categoryConditions(column, minSupport);
    case 'boolean':
      return [1, 0].map((value) => ({
        column: column.name,
        description: `${column.name} = ${value === 1}`,
        holds: (of, row) => (of as BooleanColumn).values[row] === value,
      }));
  }
}

function missingCondition({ name }: Column): Condition {
  return { column: name, description: `${name} is missing`, holds: isMissing };
}

function numberConditions(column: NumberColumn): Condition[] {
  const values = distinctValues(column.values);
  if (!values) return rangeConditions(column, cutsOf(column.values, shortNumber), String);
  return values.map((value) => ({
    column: column.name,
    description: `${column.name} = ${value}`,
    holds: (of, row) => (of as NumberColumn).values[row] === value,
  }));
}

/** The values in rising order; undefined when there are many. */
function distinctValues(values: Float64Array): number[] | undefined {
  const seen = new Set<number>();
  for (const value of values) {
    if (!Number.isNaN(value)) seen.add(value);
    if (seen.size > mostValues) return undefined;
  }
  return [...seen].sort((a, b) => a - b);
}

/** Cuts between ranges of about equal support, rounded so that they read well. */
function cutsOf(values: Float64Array, rounded: (cut: number) => number): number[] {
  const sorted = sortedCopy(values);
  const cuts = Array.from({ length: ranges - 1 }, (_, i) => rounded(quantileSorted(sorted, (i + 1) / ranges)));
  return [...new Set(cuts)].filter(Number.isFinite).sort((a, b) => a - b);
}

function rangeConditions(
  { name }: NumberColumn | DatetimeColumn,
  cuts: readonly number[],
  text: (cut: number) => string,
): Condition[] {
  if (cuts.length === 0) return [];
  return Array.from({ length: cuts.length + 1 }, (_, i) => {
    const low = i > 0 ? cuts[i - 1] : Number.NEGATIVE_INFINITY;
    const high = i < cuts.length ? cuts[i] : Number.POSITIVE_INFINITY;
    const words =
      i === 0 ? `< ${text(high)}` : i === cuts.length ? `>= ${text(low)}` : `in [${text(low)}, ${text(high)})`;
    return {
      column: name,
      description: `${name} ${words}`,
      holds: (of, row) => {
        const value = (of as NumberColumn | DatetimeColumn).values[row];
        return i === cuts.length ? value >= low : value >= low && value < high;
      },
    };
  });
}

/** The most frequent texts. */
function categoryConditions({ name, codes, dictionary }: StringColumn, minSupport: number): Condition[] {
  const counts = new Int32Array(dictionary.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  return Array.from(dictionary, (text, code) => ({ text, rows: counts[code] }))
    .filter(({ rows }) => rows >= minSupport)
    .sort((a, b) => b.rows - a.rows || compareCodeUnits(a.text, b.text))
    .slice(0, mostCategories)
    .map(({ text }) => ({
      column: name,
      description: `${name} = ${JSON.stringify(text.length > longestText ? `${text.slice(0, longestText)}...` : text)}`,
      holds: (of, row) => {
        const column = of as StringColumn;
        return column.codes[row] >= 0 && column.dictionary[column.codes[row]] === text;
      },
    }));
}

const shortNumber = (cut: number): number => Number(cut.toPrecision(4));
const wholeDays = (cut: number): number => Math.floor(cut / dayMs) * dayMs;
