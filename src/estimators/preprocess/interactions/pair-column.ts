/** Columns made of two others. */
import { z } from 'zod';
import type { NumberColumn, StringColumn } from '../../../table/column.ts';

/** One side of a pair. */
export type PairSide =
  /** (x - mean) / scale, held within low .. high; missing stays missing. */
  | {
      readonly kind: 'number';
      readonly column: string;
      readonly mean: number;
      readonly scale: number;
      readonly low: number;
      readonly high: number;
    }
  /** 1 for rows whose value is larger than the threshold (or not, for `below`), else 0, also where it is missing. */
  | { readonly kind: 'above' | 'below'; readonly column: string; readonly threshold: number }
  /** 1 for rows of the category, 0 for others, also where the text is missing. */
  | { readonly kind: 'category'; readonly column: string; readonly category: string };

/** How the sides are put together; `difference` is its absolute value, for a difference with a sign is a sum of the two. */
export type PairForm = 'product' | 'ratio' | 'difference';

export type PairColumn = {
  readonly name: string;
  readonly form: PairForm;
  readonly left: PairSide;
  readonly right: PairSide;
};

const finite = z.number();

const pairSide = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('number'),
      column: z.string(),
      mean: finite,
      scale: finite.gt(0),
      low: finite,
      high: finite,
    })
    .refine(({ low, high }) => low <= high, 'low is above high'),
  z.strictObject({ kind: z.enum(['above', 'below']), column: z.string(), threshold: finite }),
  z.strictObject({ kind: z.literal('category'), column: z.string(), category: z.string() }),
]);

/** Checks a column of a state: a ratio never leaves the numbers. */
export const pairColumn: z.ZodType<PairColumn> = z
  .strictObject({
    name: z.string(),
    form: z.enum(['product', 'ratio', 'difference']),
    left: pairSide,
    right: pairSide,
  })
  .refine(({ form, left, right }) => form !== 'ratio' || dividesSafely(left, right), 'a ratio that may be infinite');

/** True where the numbers below have one sign and are not too small for those above. */
export function dividesSafely(above: PairSide, below: PairSide): boolean {
  if (above.kind !== 'number' || below.kind !== 'number') return false;
  if (!(below.low > 0 || below.high < 0)) return false;
  const largest = Math.max(Math.abs(above.low), Math.abs(above.high));
  return Number.isFinite(largest / Math.min(Math.abs(below.low), Math.abs(below.high)));
}

/** The kind of column that a side reads. */
export function kindOfSide({ kind }: PairSide): 'number' | 'string' {
  return kind === 'category' ? 'string' : 'number';
}

/** The values of a side, one per row. */
export function sideValues(side: PairSide, column: NumberColumn | StringColumn): Float64Array {
  if (column.kind === 'string') {
    const { codes, dictionary } = column;
    return Float64Array.from(codes, (code) => sideOfText(side, code < 0 ? null : dictionary[code]));
  }
  return column.values.map((value) => sideOfNumber(side, value));
}

/** The value of a side where its column holds that text; null: none. */
export function sideOfText(side: PairSide, text: string | null): number {
  return Number(text !== null && side.kind === 'category' && text === side.category);
}

/** The value of a side where its column holds that number. */
export function sideOfNumber(side: PairSide, value: number): number {
  switch (side.kind) {
    case 'above':
      return Number(value > side.threshold);
    case 'below':
      return Number(value <= side.threshold);
    case 'number':
      return heldWithin((value - side.mean) / side.scale, side.low, side.high);
    case 'category':
      return 0;
  }
}

/** A value between two bounds; NaN stays. */
function heldWithin(value: number, low: number, high: number): number {
  return value > high ? high : value < low ? low : value;
}

/** Two sides as one column. */
export function combined(form: PairForm, left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, row) => combination(form, value, right[row]));
}

/** The values of two sides as one. */
export function combination(form: PairForm, left: number, right: number): number {
  switch (form) {
    case 'product':
      return left * right;
    case 'ratio':
      return left / right;
    case 'difference':
      return Math.abs(left - right);
  }
}

/** `a*b`, `a/b`, `|a-b|`, where a side may be `city=Bern` or `(age>30.5)`. */
export function pairName({ form, left, right }: Omit<PairColumn, 'name'>): string {
  const [a, b] = [left, right].map(sideName);
  return form === 'product' ? `${a}*${b}` : form === 'ratio' ? `${a}/${b}` : `|${a}-${b}|`;
}

function sideName(side: PairSide): string {
  switch (side.kind) {
    case 'number':
      return side.column;
    case 'category':
      return `${side.column}=${side.category}`;
    case 'above':
    case 'below':
      return `(${side.column}${side.kind === 'above' ? '>' : '<='}${Number(side.threshold.toPrecision(4))})`;
  }
}
