/** The only place that reads the machine's clocks. Instants are for records; durations use the monotonic clock. */

/** The instant that was put into words last: under load many fall into one millisecond. */
let worded = { ms: Number.NaN, text: '' };

/** The current instant as ISO-8601 in UTC with milliseconds. */
export function nowIso(): string {
  const ms = Date.now();
  if (ms !== worded.ms) worded = { ms, text: new Date(ms).toISOString() };
  return worded.text;
}

/** The current instant in milliseconds since 1970-01-01T00:00:00Z. */
export function nowMs(): number {
  return Date.now();
}

/** A monotonic reading in milliseconds; only differences mean something. */
export function monotonicMs(): number {
  return performance.now();
}

/** Starts a stopwatch; calling the result gives the milliseconds since. */
export function stopwatch(): () => number {
  const startedAt = performance.now();
  return () => performance.now() - startedAt;
}
