/** Datetimes of requests: ISO-8601 text, to the same bits as the data reader gives for that text in a file. */
import { instantFromText } from '../estimators/preprocess/calendar.ts';

const fractionPattern = /\.(\d{1,6})\d*(?=\s*(?:Z|[+-]\d{2}:?\d{2})?\s*$)/;

/**
 * Milliseconds since 1970-01-01T00:00:00Z of an ISO-8601 date or instant, UTC where no offset is given; NaN for any other text.
 * Files hold instants in whole microseconds, and one division turns them into milliseconds; so does this.
 */
export function instantOfText(text: string): number {
  const fraction = fractionPattern.exec(text);
  if (!fraction) return instantFromText(text);
  const whole = instantFromText(text.replace(fraction[0], ''));
  const microseconds = Number(fraction[1].padEnd(6, '0'));
  const units = whole * 1000 + microseconds;
  if (Number.isSafeInteger(units)) return units / 1000;
  const milliseconds = Math.floor(microseconds / 1000);
  return whole + milliseconds + (microseconds - milliseconds * 1000) / 1000;
}
