/**
 * Adaptive throttling and a budget of retries (Beyer et al., Site Reliability Engineering, 2016, chapter 21): a client whose requests
 * are refused holds most of them back itself, so that an overloaded server spends nothing on refusing them.
 */
import type { Surroundings } from './clock.ts';
import { RecentCounts } from './recent-counts.ts';

const windowMs = 120_000;
/** Requests per accepted one that are let through: half of what is sent may be refused before anything is held back. */
const perAccepted = 2;
/** Requests of the window below which nothing is held back: one broken connection says nothing about load. */
const fewest = 10;
/** Retries per request, over the window. */
const retryShare = 0.1;
/** Retries within the window that a client may always make, however little it asks. */
const freeRetries = 10;

export class Throttle {
  readonly #counts: RecentCounts<'asked' | 'accepted' | 'retried'>;
  readonly #random: () => number;

  constructor({ now, random }: Pick<Surroundings, 'now' | 'random'>) {
    this.#counts = new RecentCounts(['asked', 'accepted', 'retried'], windowMs, now);
    this.#random = random;
  }

  /** Chance with which a request is held back: max(0, (asked - K accepted) / (asked + 1)). */
  get refusalChance(): number {
    const asked = this.#counts.total('asked');
    if (asked < fewest) return 0;
    return Math.max(0, (asked - perAccepted * this.#counts.total('accepted')) / (asked + 1));
  }

  /** Counts a request, and says whether it may be sent. */
  ask(): boolean {
    const chance = this.refusalChance;
    this.#counts.add('asked');
    return chance === 0 || this.#random() >= chance;
  }

  /** The server took the request, whatever it answered. */
  accept(): void {
    this.#counts.add('accepted');
  }

  /** Takes a retry from the budget; false when there is none left. */
  retry(): boolean {
    const most = Math.max(freeRetries, retryShare * this.#counts.total('asked'));
    if (this.#counts.total('retried') >= most) return false;
    this.#counts.add('retried');
    return true;
  }
}
