/** When a process that ended is started again: soon, each time a little later, and never more than a few times a minute. */

const windowMs = 60_000;
/** Starts within any minute, of all processes of a server together. */
export const mostRestarts = 5;
/** Before the second start of a minute, and twice as long before each further one. */
const firstDelayMs = 100;
const doublings = [1, 2, 4, 8, 8];

export class RestartBudget {
  /** When the last starts were or will be, the oldest first. */
  #starts: number[] = [];

  /** Takes one start; returns the milliseconds to wait before it. @param nowMs Reading of the monotonic clock. */
  take(nowMs: number): number {
    this.#starts = this.#starts.filter((startMs) => startMs > nowMs - windowMs).slice(-mostRestarts);
    const count = this.#starts.length;
    const full = count === mostRestarts ? this.#starts[0] + windowMs : nowMs;
    const delayMs = count === 0 ? 0 : firstDelayMs * doublings[Math.min(count, mostRestarts) - 1];
    const startMs = Math.max(full, nowMs + delayMs, this.#starts.at(-1) ?? 0);
    this.#starts.push(startMs);
    return startMs - nowMs;
  }
}
