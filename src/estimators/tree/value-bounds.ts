/** Monotone constraints: between which values the children of a split must stay (the basic method of LightGBM). */
import { ModelwrightError } from '../../core/errors.ts';
import type { BinnedTable } from './binned-table.ts';
import { checkNames } from './check-names.ts';

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

/**
 * Bounds of both children: whatever grows below the lower side stays below whatever grows below the other.
 *
 * @param left The value of the left child if it had no bounds; `right` likewise.
 * @param direction 1: the left side is the lower one; -1: the right one.
 */
export function childBounds(bounds: Bounds, left: number, right: number, direction: number): [Bounds, Bounds] {
  const middle = (boundedValue(left, bounds) + boundedValue(right, bounds)) / 2;
  const below = { least: bounds.least, most: Math.min(bounds.most, middle) };
  const above = { least: Math.max(bounds.least, middle), most: bounds.most };
  return direction > 0 ? [below, above] : [above, below];
}

export function boundedValue(value: number, { least, most }: Bounds): number {
  return Math.min(most, Math.max(least, value));
}
