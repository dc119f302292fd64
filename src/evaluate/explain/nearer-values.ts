/** Moving a changed number back towards where it was, as far as something still holds. */
import type { Column } from '../../table/column.ts';
import { isOrdered } from './cell-values.ts';

const halvings = 20;

/**
 * The column of one value as near to `own` as `holds` allows, by bisection; whole numbers stay whole, and bounds are kept. Columns
 * without order, and numbers that were missing, stay as they are.
 */
export function nearer(
  changed: Column,
  own: Column,
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: { readonly min?: number; readonly max?: number },
  holds: (column: Column) => boolean,
): Column {
  if (!isOrdered(changed) || !isOrdered(own)) return changed;
  const start = own.values[0];
  if (Number.isNaN(start) || changed.values[0] === start) return changed;
  const isWhole = changed.kind === 'number' && changed.integer;
  const at = (value: number): Column => ({ ...changed, values: Float64Array.of(value) });
  // The row's own value may be out of bounds: then no answer may come nearer than the bound.
  let refused = Math.min(max, Math.max(min, start));
  let accepted = changed.values[0];
  for (let i = 0; i < halvings; i++) {
    const middle = (refused + accepted) / 2;
    const value = isWhole ? Math.round(middle) : middle;
    if (value === accepted || value === refused) break;
    if (holds(at(value))) accepted = value;
    else refused = value;
  }
  return at(accepted);
}
