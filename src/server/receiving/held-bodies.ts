/** Bodies of requests that are not answered yet: how much of them has come, and which of them go where that is too much. */
import { ModelwrightError } from '../../core/errors.ts';

/** Bodies up to here are many before they are much: they do not count. */
export const smallBodyBytes = 64 * 1024;

interface HeldBounds {
  /** Bytes of all bodies, unless one alone has more. */
  readonly bytes: number;
  /** A body of which nothing came for this long makes room for others. */
  readonly pausedMs: number;
}

/** One body; `release` ends it, whether it was refused or not, and may be called again. */
export interface HeldBody {
  /** Counts bytes that came. False: there is no room for them, and the body is released. */
  add(bytes: number, nowMs: number): boolean;
  /** All of it has come: it is kept until it is released. */
  complete(): void;
  release(): void;
}

interface Held {
  readonly refuse: () => void;
  bytes: number;
  sinceMs: number;
}

export class HeldBodies {
  readonly #bounds: HeldBounds;
  readonly #arriving = new Set<Held>();
  #bytes = 0;

  constructor({ bytes, pausedMs = 1_000 }: Pick<HeldBounds, 'bytes'> & Partial<HeldBounds>) {
    this.#bounds = { bytes, pausedMs };
  }

  /** Bytes that all bodies hold. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is said to whoever brings more than there is room for. */
  refusal(): ModelwrightError {
    return new ModelwrightError('SERVER_BUSY', { what: 'bytes of large bodies', limit: this.#bounds.bytes });
  }

  /** Holds a body that has come whole; undefined where there is no room for it. */
  hold(bytes: number, nowMs: number): HeldBody | undefined {
    const body = this.begin(() => {}, nowMs);
    body.complete();
    return body.add(bytes, nowMs) ? body : undefined;
  }

  /** @param refuse ends a body that has paused while others need its room; not called for a body whose `add` says so */
  begin(refuse: () => void, nowMs: number): HeldBody {
    const held: Held = { refuse, bytes: 0, sinceMs: nowMs };
    this.#arriving.add(held);
    return {
      add: (bytes, now) => this.#add(held, bytes, now),
      complete: () => this.#arriving.delete(held),
      release: () => this.#release(held),
    };
  }

  #add(held: Held, bytes: number, nowMs: number): boolean {
    held.bytes += bytes;
    held.sinceMs = nowMs;
    this.#bytes += bytes;
    const hasRoom = () => this.#bytes <= this.#bounds.bytes || this.#bytes === held.bytes;
    if (!hasRoom()) this.#endPaused(nowMs, hasRoom);
    if (hasRoom()) return true;
    this.#release(held);
    return false;
  }

  /** Those go first of which nothing came for longest. */
  #endPaused(nowMs: number, hasRoom: () => boolean): void {
    const paused = [...this.#arriving].filter(({ sinceMs }) => nowMs - sinceMs >= this.#bounds.pausedMs);
    for (const one of paused.sort((a, b) => a.sinceMs - b.sinceMs)) {
      if (hasRoom()) return;
      this.#release(one);
      one.refuse();
    }
  }

  #release(held: Held): void {
    this.#arriving.delete(held);
    this.#bytes -= held.bytes;
    held.bytes = 0;
  }
}
