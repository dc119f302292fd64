/** Values as text that our readers, and others', read back to the same value. */

/** A number as few digits as bring it back. Whole numbers beyond 2^53 get an exponent, because digits alone would claim to be exact. */
export function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value)) return value.toExponential();
  // As String does it, but String keeps its last results, which then outlive the collector's young generation.
  return Number.isFinite(value) ? JSON.stringify(value) : String(value);
}

/** An instant as ISO-8601 in UTC, with milliseconds or microseconds where it has them. */
export function instantText(ms: number): string {
  const whole = Math.floor(ms);
  const micros = Math.round((ms - whole) * 1000);
  if (micros === 1000) return new Date(whole + 1).toISOString();
  const text = new Date(whole).toISOString();
  return micros === 0 ? text : `${text.slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}
