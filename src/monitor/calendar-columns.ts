/**
 * Instants always move, so they are compared by what comes again: the hour of the day and the day of the week, in UTC.
 * A part is compared only where both tables cover enough time to show all its values.
 */
import { calendarParts } from '../estimators/preprocess/calendar.ts';
import type { DatetimeColumn, StringColumn } from '../table/column.ts';

/** A part of two columns of instants, or why it cannot be compared. */
export interface CalendarPair {
  /** Wire name, such as `date.hour`. */
  readonly name: string;
  /** The parts as categories. */
  readonly columns?: readonly [reference: StringColumn, current: StringColumn];
  readonly reason?: string;
}

const dayMs = 86_400_000;
const parts = [
  { suffix: 'hour', of: 'hour', values: 24, days: 2 },
  { suffix: 'day_of_week', of: 'dayOfWeek', values: 7, days: 14 },
] as const;

/** The parts of both columns. */
export function calendarPairs(reference: DatetimeColumn, current: DatetimeColumn): CalendarPair[] {
  return parts.map(({ suffix, of, values, days }) => {
    const name = `${reference.name}.${suffix}`;
    const covered = Math.min(spanDays(reference.values), spanDays(current.values));
    if (of === 'hour' && !hasClock(reference.values) && !hasClock(current.values)) {
      return { name, reason: 'dates without a time of day' };
    }
    if (covered < days) return { name, reason: `less than ${days} days of data on one side` };
    const dictionary = Array.from({ length: values }, (_, value) => String(value));
    const read = (instants: Float64Array): StringColumn => {
      const codes = Int32Array.from(instants, (instant) => (Number.isNaN(instant) ? -1 : calendarParts(instant)[of]));
      return { kind: 'string', name, codes, dictionary };
    };
    return { name, columns: [read(reference.values), read(current.values)] };
  });
}

function spanDays(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high >= low ? (high - low) / dayMs : 0;
}

function hasClock(values: Float64Array): boolean {
  return values.some((value) => value % dayMs !== 0 && !Number.isNaN(value));
}
