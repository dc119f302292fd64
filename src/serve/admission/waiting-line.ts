/**
 * Requests that wait for their turn: few, and not for long. The more urgent go first. Among equals it is first come, first served until
 * the line gets old; then the latest goes first, because whoever has waited long has probably given up.
 */
import { monotonicMs } from '../../core/clock.ts';
import { type Priority, priorities, rankOf } from './priority.ts';

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
  /** By rank, the most urgent first; those of one rank by time of arrival. */
  readonly #ranks: readonly Waiter[][] = priorities.map(() => []);
  #length = 0;

  constructor({ most, maxWaitMs, nowMs = monotonicMs }: WaitingOptions) {
    this.#most = most;
    this.#maxWaitMs = maxWaitMs;
    this.#nowMs = nowMs;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether a request would find a place, if need be that of one that is less urgent. */
  hasRoomFor(priority: Priority): boolean {
    return this.#length < this.#most() || this.#lastBelow(rankOf(priority)) !== undefined;
  }

  /**
   * Joins the line; `decide` is called once, without a denial when the wait is over. A full line sends away the last of those who are
   * less urgent, else the newcomer.
   *
   * @param patienceMs Time that the request has left.
   */
  join(priority: Priority, patienceMs: number, decide: (denial?: Denial) => void): void {
    const rank = rankOf(priority);
    if (this.#length >= this.#most()) {
      const last = this.#lastBelow(rank);
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
    this.#ranks[rank].push(waiter);
    this.#length++;
  }

  /** Lets one go; false when nobody waits. */
  next(): boolean {
    const urgent = this.#ranks.find(({ length }) => length > 0);
    if (!urgent) return false;
    const isOld = this.#nowMs() - urgent[0].sinceMs > this.#maxWaitMs / 2;
    this.#leave(isOld ? urgent.at(-1)! : urgent[0]);
    return true;
  }

  /** The last of the least urgent, if they are less urgent than a rank. */
  #lastBelow(rank: number): Waiter | undefined {
    const least = this.#ranks.findLast(({ length }) => length > 0)?.at(-1);
    return least && least.rank > rank ? least : undefined;
  }

  #leave(waiter: Waiter, denial?: Denial): void {
    clearTimeout(waiter.timer);
    const equals = this.#ranks[waiter.rank];
    equals.splice(equals.indexOf(waiter), 1);
    this.#length--;
    waiter.decide(denial);
  }
}
