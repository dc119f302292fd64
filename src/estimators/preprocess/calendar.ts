/** Calendar arithmetic in UTC on whole numbers only: no time zone database, so the same parts on every machine. */

/** Parts of an instant, UTC. */
export interface CalendarParts {
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly dayOfMonth: number;
  /** 0 (Monday) to 6 (Sunday). */
  readonly dayOfWeek: number;
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 1439. */
  readonly minuteOfDay: number;
}

const msPerMinute = 60_000;
const minutesPerDay = 1440;
const msPerDay = msPerMinute * minutesPerDay;
/** Days in 400 years of the Gregorian calendar, after which it repeats. */
const daysPerEra = 146_097;
/** Days from 0000-03-01 to 1970-01-01; years that begin in March put the leap day at their end. */
const daysBefore1970 = 719_468;

/** The parts of an instant given in milliseconds since 1970-01-01T00:00:00Z. */
export function calendarParts(instantMs: number): CalendarParts {
  const day = Math.floor(instantMs / msPerDay);
  const minuteOfDay = Math.floor((instantMs - day * msPerDay) / msPerMinute);
  const shifted = day + daysBefore1970;
  const dayOfEra = shifted - Math.floor(shifted / daysPerEra) * daysPerEra;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / (daysPerEra - 1))) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  return {
    month: monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9,
    dayOfMonth: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    // 1970-01-01 was a Thursday.
    dayOfWeek: (((day + 3) % 7) + 7) % 7,
    hour: Math.floor(minuteOfDay / 60),
    minuteOfDay,
  };
}

const isoPattern =
  /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:Z|([+-])(\d{2}):?(\d{2}))?)?\s*$/;

/** Milliseconds since 1970 of an ISO-8601 date or instant (UTC where no offset is given); NaN for any other text. */
export function instantFromText(text: string): number {
  const match = isoPattern.exec(text);
  if (!match) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const days = daysSince1970(year, month, day);
  const parts = calendarParts(days * msPerDay);
  if (parts.month !== month || parts.dayOfMonth !== day) return Number.NaN;
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000;
  const offset = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * (match[8] === '-' ? -1 : 1);
  return days * msPerDay + (hour * 60 + minute - offset) * msPerMinute + second * 1000 + fraction;
}

function daysSince1970(year: number, month: number, day: number): number {
  const yearFromMarch = month > 2 ? year : year - 1;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const era = Math.floor(yearFromMarch / 400);
  const yearOfEra = yearFromMarch - era * 400;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysPerEra + dayOfEra - daysBefore1970;
}
