/** How old the current turn of the event loop is: a busy loop reads everything that has arrived in one turn, one request after the other. */
import { monotonicMs } from '../../core/clock.ts';

export class LoopTurn {
  readonly #nowMs: () => number;
  #beganMs: number | undefined;

  constructor(nowMs = monotonicMs) {
    this.#nowMs = nowMs;
  }

  /** Milliseconds since this was asked first in this turn. */
  ageMs(): number {
    const now = this.#nowMs();
    if (this.#beganMs === undefined) {
      this.#beganMs = now;
      setImmediate(() => {
        this.#beganMs = undefined;
      });
    }
    return now - this.#beganMs;
  }
}
