/**
 * How long the requests that are read now have waited at least. A busy event loop reads everything that has arrived in one turn, one
 * request after the other; what is read late in a turn lay in the socket since it began, where no queue counts it.
 */
import { monotonicMs } from '../../core/clock.ts';

export class LoopTurn {
  readonly #nowMs: () => number;
  readonly #onEnd: () => void;
  #beganMs: number | undefined;

  /** @param onEnd Called when a turn in which `ageMs` was asked is over. */
  constructor(onEnd: () => void = () => {}, nowMs = monotonicMs) {
    this.#onEnd = onEnd;
    this.#nowMs = nowMs;
  }

  /** Milliseconds since the first request of this turn was read. */
  ageMs(): number {
    const now = this.#nowMs();
    if (this.#beganMs === undefined) {
      this.#beganMs = now;
      setImmediate(() => {
        this.#beganMs = undefined;
        this.#onEnd();
      });
    }
    return now - this.#beganMs;
  }
}
