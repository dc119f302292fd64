/** Instants in records: one spelling, `YYYY-MM-DDTHH:MM:SS.mmmZ`, so that their order is the order of their text. */

const pattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(\.\d{1,9})?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Rewrites an ISO-8601 date or instant; undefined when the text is none. Without an offset it is UTC, whatever the machine's zone.
 * Digits below the millisecond are cut.
 */
export function toInstant(text: string): string | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, day, minutes = '00:00', seconds = '00', fraction = '.', zone = 'Z'] = match;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.replace(':', '').slice(3) || '00'}`;
  const local = `${day}T${minutes}:${seconds}${fraction.padEnd(4, '0').slice(0, 4)}`;
  const asUtc = new Date(`${local}Z`);
  const instant = new Date(`${local}${offset}`);
  if (Number.isNaN(instant.getTime()) || Number.isNaN(asUtc.getTime())) return undefined;
  const rolledOver = asUtc.toISOString().slice(0, 10) !== day;
  const outOfRange = instant.getUTCFullYear() < 0 || instant.getUTCFullYear() > 9999;
  return rolledOver || outOfRange ? undefined : instant.toISOString();
}
