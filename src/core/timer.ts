/** Timers for any length of time: those of Node ring at once when they are asked for more than they hold. */

/** The most that a timer of Node holds, in milliseconds: 24 days. */
const longestMs = 2_147_483_647;

/**
 * Calls back once after a time, unless it is cancelled. A longer time than a timer holds never comes.
 *
 * @param ms any number; nothing is left to wait for from 0 on down.
 * @returns cancels; does nothing after the call.
 */
export function callAfter(ms: number, call: () => void): () => void {
  if (!(ms <= longestMs)) return () => {};
  const timer = setTimeout(call, Math.max(0, ms));
  return () => clearTimeout(timer);
}
