/**
 * Which of the calls that wait run together. Calls gather while processes are busy, so nobody waits for company unless the rules say
 * so; a call joins only while all have the time that the larger call is expected to take.
 */
import { elementCount } from '../native-tensor.ts';
import type { Call } from './call-queue.ts';

export interface BatchRules {
  /** Rows of one call. */
  readonly maxRows: number;
  /** How long a call waits for company although a process is free. */
  readonly maxDelayMs: number;
  /** Rows at which a call begins without waiting; what is left over stays in the queue. */
  readonly preferredRows: readonly number[];
}

/** A call as far as it is looked at here. */
export type Waiting = Pick<Call, 'feeds' | 'rows' | 'layout' | 'company' | 'enteredMs' | 'deadlineMs'>;

/** The calls that begin now, or when to look again. */
export type Formed<One> = { readonly calls: readonly One[] } | { readonly againMs: number };

/** Elements of the inputs of a call that was put together: more would not be faster, and take memory. */
const mostElements = 4 * 1024 * 1024;

/**
 * The next call of some that wait, of which there is one at least.
 *
 * @param expectedMs How long a call of so many rows takes.
 */
export function formBatch<One extends Waiting>(
  waiting: readonly One[],
  { maxRows, maxDelayMs, preferredRows }: BatchRules,
  nowMs: number,
  expectedMs: (rows: number) => number,
): Formed<One> {
  const [first] = waiting;
  const joined: One[] = [first];
  let rows = first.rows ?? 0;
  let elements = elementsOf(first);
  let dueMs = first.deadlineMs;
  let isFull = first.rows === undefined || first.company === 1 || rows >= maxRows;
  let preferred = preferredRows.includes(rows) ? 1 : 0;
  for (const call of isFull ? [] : waiting.slice(1)) {
    if (call.rows === undefined || call.layout !== first.layout || call.company === 1) continue;
    const more = rows + call.rows;
    const soonestMs = Math.min(dueMs, call.deadlineMs);
    const fewest = Math.min(...joined.map(({ company }) => company), call.company);
    isFull =
      more > maxRows ||
      joined.length >= fewest ||
      elements + elementsOf(call) > mostElements ||
      nowMs + expectedMs(more) > soonestMs;
    if (isFull) break;
    joined.push(call);
    rows = more;
    elements += elementsOf(call);
    dueMs = soonestMs;
    if (preferredRows.includes(rows)) preferred = joined.length;
    isFull = rows >= maxRows;
    if (isFull) break;
  }
  if (preferred > 0) return { calls: joined.slice(0, preferred) };
  // Half of what is left of the time is for the call itself.
  const startMs = Math.min(
    ...joined.map((one) => Math.min(one.enteredMs + maxDelayMs, (one.enteredMs + one.deadlineMs) / 2)),
  );
  return isFull || nowMs >= startMs ? { calls: joined } : { againMs: startMs - nowMs };
}

function elementsOf({ feeds }: Waiting): number {
  return feeds.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}
