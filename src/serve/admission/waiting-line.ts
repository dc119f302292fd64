/**
 * Requests that wait for their turn: few, and not for long. The more urgent go first. Among equals it is first come, first served until
 * the line gets old; then the latest goes first, because whoever has waited long has probably given up.
 */
import { monotonicMs } from '../../core/clock.ts';
import { type Priority, rankOf } from './priority.ts';

export type Denial = 'full' | 'late';

export interface WaitingOptions {
  /** How many may wait now. */
  readonly most: () => number;
  readonly maxWaitMs: number;
  readonly nowMs?: () => number;
}

interface Waiter {
  readonly rank: number;
  readonly sinceMs: number;
  readonly timer: NodeJS.Timeout;
  readonly decide: (denial?: Denial) => void;
}

export class WaitingLine {
  readonly #most: () => number;
  readonly #maxWaitMs: number;
  readonly #nowMs: () => number;
  /** By time of arrival. */
  #waiters: Waiter[] = [];

  constructor({ most, maxWaitMs, nowMs = monotonicMs }: WaitingOptions) {
    this.#most = most;
    this.#maxWaitMs = maxWaitMs;
    this.#nowMs = nowMs;
  }

  get length(): number {
    return this.#waiters.length;
  }

  /** Whether a request would find a place, if need be that of one that is less urgent. */
  hasRoomFor(priority: Priority): boolean {
    return this.#waiters.length < this.#most() || this.#waiters.some(({ rank }) => rank > rankOf(priority));
  }

  /**
   * Joins the line; `decide` is called once, without a denial when the wait is over. A full line sends away the last of those who are
   * less urgent, else the newcomer.
   *
   * @param patienceMs Time that the request has left.
   */
  join(priority: Priority, patienceMs: number, decide: (denial?: Denial) => void): void {
    const rank = rankOf(priority);
    if (this.#waiters.length >= this.#most()) {
      const last = this.#lastOf((waiter) => waiter.rank > rank);
      if (!last) {
        decide('full');
        return;
      }
      this.#leave(last, 'full');
    }
    const waiter: Waiter = {
      rank,
      sinceMs: this.#nowMs(),
      decide,
      timer: setTimeout(() => this.#leave(waiter, 'late'), Math.max(0, Math.min(this.#maxWaitMs, patienceMs))),
    };
    this.#waiters.push(waiter);
  }

  /** Lets one go; false when nobody waits. */
  next(): boolean {
    if (this.#waiters.length === 0) return false;
    const rank = Math.min(...this.#waiters.map((waiter) => waiter.rank));
    const first = this.#waiters.find((waiter) => waiter.rank === rank)!;
    const isOld = this.#nowMs() - first.sinceMs > this.#maxWaitMs / 2;
    this.#leave(isOld ? this.#lastOf((waiter) => waiter.rank === rank)! : first);
    return true;
  }

  #lastOf(matches: (waiter: Waiter) => boolean): Waiter | undefined {
    const candidates = this.#waiters.filter(matches);
    const rank = Math.max(...candidates.map((waiter) => waiter.rank));
    return candidates.findLast((waiter) => waiter.rank === rank);
  }

  #leave(waiter: Waiter, denial?: Denial): void {
    clearTimeout(waiter.timer);
    this.#waiters = this.#waiters.filter((one) => one !== waiter);
    waiter.decide(denial);
  }
}
