/** Answers by key, within bytes and time: the one that was asked for longest ago makes room. */
import { monotonicMs } from '../../core/clock.ts';

export interface AnswerCacheOptions<Value> {
  readonly maxBytes: number;
  readonly ttlMs: number;
  /** What an entry takes in memory besides its key. */
  readonly bytesOf: (value: Value) => number;
  readonly nowMs?: () => number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
  readonly untilMs: number;
}

/** What an entry of a Map takes, about. */
const entryBytes = 128;

export class AnswerCache<Value> {
  readonly #options: AnswerCacheOptions<Value>;
  readonly #nowMs: () => number;
  /** By time of the last use. */
  readonly #entries = new Map<string, Entry<Value>>();
  #bytes = 0;

  constructor(options: AnswerCacheOptions<Value>) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? monotonicMs;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.untilMs <= this.#nowMs()) {
      this.#remove(key, entry);
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps an answer; one that alone would take all the room is not kept. */
  set(key: string, value: Value): void {
    const bytes = this.#options.bytesOf(value) + 2 * key.length + entryBytes;
    const before = this.#entries.get(key);
    if (before) this.#remove(key, before);
    if (bytes > this.#options.maxBytes) return;
    this.#entries.set(key, { value, bytes, untilMs: this.#nowMs() + this.#options.ttlMs });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#options.maxBytes) break;
      this.#remove(oldest, entry);
    }
  }

  #remove(key: string, { bytes }: Entry<Value>): void {
    this.#entries.delete(key);
    this.#bytes -= bytes;
  }
}
