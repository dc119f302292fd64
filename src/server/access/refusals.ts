/** Administrative acts that were refused, for the audit log: a few a minute, so that nobody fills the log by being refused. */
import { monotonicMs } from '../../core/clock.ts';
import type { Store } from '../../store/open-store.ts';

export interface Refusal {
  readonly actor: string;
  /** What was asked for, such as `POST /v2/repository/models/:name/load`. */
  readonly what: string;
  /** Code of the error. */
  readonly code: string;
  readonly peer: string;
}

const minuteMs = 60_000;
const mostPerMinute = 60;

export class Refusals {
  readonly #store: Pick<Store, 'audit'>;
  readonly #report: (error: unknown) => void;
  /** What was written in this minute. */
  readonly #written = new Set<string>();
  #untilMs = Number.NEGATIVE_INFINITY;
  #leftOut = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: Pick<Store, 'audit'>, report: (error: unknown) => void) {
    this.#store = store;
    this.#report = report;
  }

  /** Writes one refusal, unless the same was written in this minute. Entries say how many were left out before them. */
  add({ actor, what, code, peer }: Refusal): void {
    const now = monotonicMs();
    if (now >= this.#untilMs) {
      this.#written.clear();
      this.#untilMs = now + minuteMs;
    }
    const name = JSON.stringify([actor, what, code]);
    if (this.#written.has(name) || this.#written.size >= mostPerMinute) {
      this.#leftOut++;
      return;
    }
    this.#written.add(name);
    const details = { code, peer, leftOut: this.#leftOut };
    this.#leftOut = 0;
    this.#writing = this.#writing
      .then(() =>
        this.#store.audit.transact((_, record) => record({ actor, action: 'access.refuse', subject: what, details })),
      )
      .catch(this.#report);
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#writing;
  }
}
