/** Bodies of requests that are not answered yet: how much of them has come, which of them go where that is too much, and which are worked on. */
import { ModelwrightError } from '../../core/errors.ts';
import { rankOf } from '../../serve/admission/priority.ts';
import { type CallTerms, stopIfPointless } from '../../serve/call-terms.ts';
import { WorkPlaces } from './work-places.ts';

/** Bodies up to here are many before they are much: they do not count. */
export const smallBodyBytes = 64 * 1024;
/** Bodies beyond are much work: what is made of one is several times as large, and held until it is answered. */
export const muchWorkBytes = 256 * 1024;

interface HeldBounds {
  /** Bytes of all bodies, unless one alone has more. */
  readonly bytes: number;
  /** A body of which nothing came for this long makes room for others; default 1 s. */
  readonly pausedMs?: number;
  /** Bodies of much work that are worked on at a time. */
  readonly places: number;
}

/** Who goes first, and until when somebody waits. */
export type BodyTerms = Pick<CallTerms, 'priority' | 'deadline'>;

/** One body; `release` ends it, whether it was refused or not, and may be called again. */
export interface HeldBody {
  /** Counts bytes that came. False: there is no room for them, and the body is released. */
  add(bytes: number, nowMs: number): boolean;
  /** All of it has come: it is kept until it is released. */
  complete(): void;
  /** Calls `begin` when it is its turn to be read, or with an error: it was released before, or nobody waits for its answer any more. */
  work(terms: BodyTerms, begin: (gone?: ModelwrightError) => void): void;
  release(): void;
}

interface Held {
  readonly refuse: () => void;
  bytes: number;
  sinceMs: number;
  /** What is called when its turn comes, while it waits for that. */
  begin: ((gone?: ModelwrightError) => void) | undefined;
}

export class HeldBodies {
  readonly #mostBytes: number;
  readonly #pausedMs: number;
  readonly #arriving = new Set<Held>();
  readonly #places: WorkPlaces;
  #bytes = 0;

  constructor({ bytes, pausedMs = 1_000, places }: HeldBounds) {
    this.#mostBytes = bytes;
    this.#pausedMs = pausedMs;
    this.#places = new WorkPlaces(places);
  }

  /** Bytes that all bodies hold. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is said to whoever brings more than there is room for. */
  refusal(): ModelwrightError {
    return new ModelwrightError('SERVER_BUSY', { what: 'bytes of large bodies', limit: this.#mostBytes });
  }

  /** Holds a body that has come whole; undefined where there is no room for it. */
  hold(bytes: number, nowMs: number): HeldBody | undefined {
    const body = this.begin(() => {}, nowMs);
    body.complete();
    return body.add(bytes, nowMs) ? body : undefined;
  }

  /** @param refuse ends a body that has paused while others need its room; not called for a body whose `add` says so */
  begin(refuse: () => void, nowMs: number): HeldBody {
    const held: Held = { refuse, bytes: 0, sinceMs: nowMs, begin: undefined };
    this.#arriving.add(held);
    return {
      add: (bytes, now) => this.#add(held, bytes, now),
      complete: () => this.#arriving.delete(held),
      work: (terms, begin) => this.#work(held, terms, begin),
      release: () => this.#release(held),
    };
  }

  #add(held: Held, bytes: number, nowMs: number): boolean {
    held.bytes += bytes;
    held.sinceMs = nowMs;
    this.#bytes += bytes;
    const hasRoom = () => this.#bytes <= this.#mostBytes || this.#bytes === held.bytes;
    if (!hasRoom()) this.#endPaused(nowMs, hasRoom);
    if (hasRoom()) return true;
    this.#release(held);
    return false;
  }

  #work(held: Held, { priority = 'interactive', deadline }: BodyTerms, begin: (gone?: ModelwrightError) => void): void {
    if (held.bytes <= muchWorkBytes) {
      begin();
      return;
    }
    held.begin = begin;
    this.#places.wait(held, rankOf(priority), () => {
      held.begin = undefined;
      try {
        stopIfPointless({ deadline });
      } catch (error) {
        // It is answered with this, and released then.
        begin(error as ModelwrightError);
        return;
      }
      begin();
    });
  }

  /** Those go first of which nothing came for longest. */
  #endPaused(nowMs: number, hasRoom: () => boolean): void {
    const paused = [...this.#arriving].filter(({ sinceMs }) => nowMs - sinceMs >= this.#pausedMs);
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
    this.#places.leave(held);
    const { begin } = held;
    held.begin = undefined;
    begin?.(new ModelwrightError('CANCELLED', { what: 'the request' }));
  }
}
