/** A value of a group as pages and screens print it. */
import { formatPercent, formatValue } from '../../report/number-format.ts';
import type { ColumnProfile } from './group-profiles.ts';

/** `4.31`, `2026-03-01` or `yes (93 %)`; an en dash where nothing is known. */
export function profileText(kind: ColumnProfile['kind'], one: ColumnProfile['groups'][number]): string {
  if (one === null) return '–';
  const { value, share } = one;
  if (kind === 'datetime') return isoDate(Number(value));
  if (typeof value === 'number') return formatValue(value);
  return share === undefined ? value : `${value} (${formatPercent(share)})`;
}

/** The day of an instant. */
function isoDate(instant: number): string {
  const day = new Date(Math.trunc(instant));
  return Number.isNaN(day.getTime()) ? '–' : day.toISOString().slice(0, 10);
}
