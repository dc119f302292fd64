/**
 * Leaves a version alone that fails. Closed: everything passes. Open, after enough failures in a window of which they are at least
 * half: nothing passes. Half open, when it has rested: one request tries, and its outcome closes or opens the circuit again.
 */
import { monotonicMs } from '../../core/clock.ts';

export interface BreakerOptions {
  /** Failures that open the circuit. */
  readonly failures: number;
  readonly windowMs: number;
  readonly restMs: number;
  readonly nowMs?: () => number;
}

export type CircuitState = 'closed' | 'half_open' | 'open';

/** What became of a request that was let pass; `none` tells nothing about the version. */
export type Outcome = 'success' | 'failure' | 'none';

interface Counts {
  calls: number;
  failures: number;
}

export class CircuitBreaker {
  readonly #options: BreakerOptions;
  readonly #nowMs: () => number;
  #openedMs: number | undefined;
  #isTried = false;
  /** Requests of an older state tell nothing about the present one. */
  #era = 0;
  /** Two halves of the window: the one before and the present one. */
  #before: Counts = { calls: 0, failures: 0 };
  #present: Counts = { calls: 0, failures: 0 };
  #halfSinceMs: number;

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? monotonicMs;
    this.#halfSinceMs = this.#nowMs();
  }

  get state(): CircuitState {
    if (this.#openedMs === undefined) return 'closed';
    return this.#isTried || this.#hasRested ? 'half_open' : 'open';
  }

  /** Lets a request pass, or says undefined. Who passes tells the outcome, once. */
  enter(): ((outcome: Outcome) => void) | undefined {
    const isTry = this.#openedMs !== undefined;
    if (isTry && (this.#isTried || !this.#hasRested)) return undefined;
    this.#isTried = isTry;
    const era = this.#era;
    return (outcome) => {
      if (era !== this.#era) return;
      if (!isTry) this.#count(outcome);
      else if (outcome === 'success') this.#turn(undefined);
      else if (outcome === 'failure') this.#turn(this.#nowMs());
      // Somebody else may try at once.
      else this.#isTried = false;
    };
  }

  get #hasRested(): boolean {
    return this.#nowMs() - this.#openedMs! >= this.#options.restMs;
  }

  #count(outcome: Outcome): void {
    if (outcome === 'none') return;
    const sinceMs = this.#nowMs() - this.#halfSinceMs;
    const halfMs = this.#options.windowMs / 2;
    if (sinceMs >= halfMs) {
      this.#before = sinceMs < 2 * halfMs ? this.#present : { calls: 0, failures: 0 };
      this.#present = { calls: 0, failures: 0 };
      this.#halfSinceMs = this.#nowMs();
    }
    this.#present.calls++;
    if (outcome === 'success') return;
    this.#present.failures++;
    const failures = this.#before.failures + this.#present.failures;
    const calls = this.#before.calls + this.#present.calls;
    if (failures >= this.#options.failures && 2 * failures >= calls) this.#turn(this.#nowMs());
  }

  /** Opens the circuit at an instant, or closes it. */
  #turn(openedMs: number | undefined): void {
    this.#openedMs = openedMs;
    this.#isTried = false;
    this.#era++;
    this.#before = { calls: 0, failures: 0 };
    this.#present = { calls: 0, failures: 0 };
    this.#halfSinceMs = this.#nowMs();
  }
}
