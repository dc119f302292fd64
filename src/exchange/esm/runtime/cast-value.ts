/** A value of any kind as the kind that a role asks for: `castColumn` for one row. Carried inside exported modules. */
import { instantFromText } from '../../../estimators/preprocess/calendar.ts';
import type { FeatureRole } from '../../../estimators/preprocess/cast-column.ts';
import { numberFromText, truthFromText } from '../../../estimators/preprocess/text-values.ts';
import type { ColumnKind } from '../../../table/column.ts';

/** Text for the categorical role; a truth value is 1 or 0. */
export function textOfNumber(value: number, source: ColumnKind): string | null {
  if (Number.isNaN(value)) return null;
  return source === 'boolean' ? String(value === 1) : String(value);
}

/** Number for the other roles; what does not fit the role is missing. */
export function numberOfNumber(value: number, source: ColumnKind, role: FeatureRole): number {
  if (role === 'boolean') return value === 0 || value === 1 ? value : Number.NaN;
  if (role === 'datetime' && source === 'boolean') return Number.NaN;
  return finite(value);
}

/** Number of a text for the other roles. */
export function numberOfText(text: string | null, role: FeatureRole): number {
  if (text === null) return Number.NaN;
  if (role === 'numeric') return finite(numberFromText(text));
  return role === 'boolean' ? truthFromText(text) : finite(instantFromText(text));
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
