/** When a process that died is started again: at once after a good life, ever later after bad ones, and hardly at all in quarantine. */

/** A life this long, with an answer in it, was a good one. */
const goodLifeMs = 2_000;
/** Starts in a row that may fail before the model is put in quarantine; as many as there may be in a minute. */
const mostBadLives = 5;
const longestWaitMs = 60_000;

/** What is to happen after a death. */
export interface Respawn {
  readonly afterMs: number;
  /** True when the model is taken for broken: it is not ready, and is tried again once a minute. */
  readonly isQuarantined: boolean;
}

export class RespawnPolicy {
  #badLives = 0;

  /** A process died. */
  died({ livedMs, answers }: { readonly livedMs: number; readonly answers: number }): Respawn {
    this.#badLives = livedMs >= goodLifeMs && answers > 0 ? 0 : this.#badLives + 1;
    if (this.#badLives > mostBadLives) return { afterMs: longestWaitMs, isQuarantined: true };
    // 0 after the first one, then 1, 2, 4, 8 seconds.
    const afterMs = this.#badLives < 2 ? 0 : 1000 << (this.#badLives - 2);
    return { afterMs, isQuarantined: false };
  }
}
