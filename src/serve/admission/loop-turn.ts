/**
 * How long the requests that are read now have waited at least. A busy event loop reads everything that has arrived in one turn, one
 * request after the other; what is read late in a turn lay in the socket since it began, where no queue counts it.
 */
import { monotonicMs } from '../../core/clock.ts';

/** A turn that begins sooner than this after another had something to do when that one ended. */
const pauseMs = 10;

export class LoopTurn {
  readonly #nowMs: () => number;
  readonly #onEnd: () => void;
  #beganMs: number | undefined;
  #endedMs = Number.NEGATIVE_INFINITY;
  #lengthMs = 0;

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
      if (now - this.#endedMs > pauseMs) this.#lengthMs = 0;
      setImmediate(() => this.#end());
    }
    return now - this.#beganMs;
  }

  /** How long the turn took that this one followed without a pause; 0 when the loop had rested. */
  get beforeMs(): number {
    return this.#lengthMs;
  }

  #end(): void {
    this.#endedMs = this.#nowMs();
    this.#lengthMs = this.#endedMs - this.#beganMs!;
    this.#beganMs = undefined;
    this.#onEnd();
  }
}
