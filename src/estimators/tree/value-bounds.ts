/** Monotone constraints: between which values the children of a split must stay (the basic method of LightGBM). */
import { ModelwrightError } from '../../core/errors.ts';
import type { BinnedTable } from './binned-table.ts';
import { checkNames } from './check-names.ts';
import { leafValue, type Split } from './split.ts';

export interface Bounds {
  readonly least: number;
  readonly most: number;
}

export const unbounded: Bounds = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/**
 * The direction of each binned column: 1 rises, -1 falls, 0 free.
 *
 * @throws PARAM_INVALID for a column of categories, which have no order.
 */
export function directionsOf(
  { columns, names }: BinnedTable,
  monotone: Readonly<Record<string, -1 | 1>>,
): readonly number[] {
  const wanted = new Map(Object.entries(monotone));
  checkNames('gbdt.monotone', [...wanted.keys()], names);
  return columns.map(({ feature, bins }) => {
    const direction = wanted.get(names[feature]) ?? 0;
    if (direction === 0 || bins.kind === 'numeric') return direction;
    const value = `the categories of "${names[feature]}"`;
    throw new ModelwrightError('PARAM_INVALID', { name: 'gbdt.monotone', law: 'columns of numbers', value });
  });
}

/** Bounds of both children: whatever grows below the lower side stays below whatever grows below the other. */
export function childBounds(bounds: Bounds, split: Split, direction: number, l1: number): [Bounds, Bounds] {
  if (direction === 0) return [bounds, bounds];
  const left = boundedValue(leafValue(split.left, l1, split.l2), bounds);
  const right = boundedValue(leafValue(split.right, l1, split.l2), bounds);
  const middle = (left + right) / 2;
  const below = { least: bounds.least, most: Math.min(bounds.most, middle) };
  const above = { least: Math.max(bounds.least, middle), most: bounds.most };
  return direction > 0 ? [below, above] : [above, below];
}

export function boundedValue(value: number, { least, most }: Bounds): number {
  return Math.min(most, Math.max(least, value));
}
