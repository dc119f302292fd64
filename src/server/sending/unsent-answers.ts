/** Answers that clients are still taking: which of them take nothing, and how much all of them hold. */

/** Answers below are a small part of what a connection takes anyway. */
export const leastWatchedBytes = 16 * 1024;

/** What is known of a connection. A `net.Socket` is one. */
interface Outgoing {
  /** Bytes that were written to it. */
  readonly bytesWritten: number;
  /** Of these, bytes that the system has not taken. */
  readonly writableLength: number;
}

/** Why an answer was cut off: its client took nothing for too long, or the longest of those that hold too much together. */
export type CutReason = 'stalled' | 'crowded';

interface UnsentBounds {
  /** Time for which a client may take nothing of what waits for it. */
  readonly stalledMs: number;
  /** Bytes that all answers may hold, unless one alone holds more. */
  readonly unsentBytes: number;
}

interface Unsent {
  readonly connection: Outgoing;
  readonly bytes: number;
  readonly cut: (reason: CutReason) => void;
  /** Bytes that the system had taken when it last took some. */
  taken: number;
  sinceMs: number;
}

/** Whoever adds an answer removes it at its end, also when it was cut off. */
export class UnsentAnswers {
  readonly #bounds: UnsentBounds;
  /** In the order of their beginning. */
  readonly #answers = new Set<Unsent>();
  #bytes = 0;

  constructor(bounds: UnsentBounds) {
    this.#bounds = bounds;
  }

  /** Time for which a client may take nothing of what waits for it. */
  get stalledMs(): number {
    return this.#bounds.stalledMs;
  }

  /** Bytes that all answers hold. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Adds an answer that holds so many bytes until its end, and cuts others off where that is too much.
   *
   * @param cut ends its connection. @returns what removes it
   */
  add(connection: Outgoing, bytes: number, nowMs: number, cut: (reason: CutReason) => void): () => void {
    const added: Unsent = { connection, bytes, cut, taken: takenOf(connection), sinceMs: nowMs };
    this.#answers.add(added);
    this.#bytes += bytes;
    if (this.#bytes > this.#bounds.unsentBytes) this.#makeRoom(added, nowMs);
    return () => this.#remove(added);
  }

  /** Cuts off what is stalled; to be called several times within `stalledMs`. */
  look(nowMs: number): void {
    this.#seeTaken(nowMs);
    for (const one of this.#answers) {
      if (nowMs - one.sinceMs >= this.#bounds.stalledMs) this.#cut(one, 'stalled');
    }
  }

  #seeTaken(nowMs: number): void {
    for (const one of this.#answers) {
      const taken = takenOf(one.connection);
      // Where nothing waits, the client is not what the answer waits for.
      if (taken === one.taken && one.connection.writableLength > 0) continue;
      one.taken = taken;
      one.sinceMs = nowMs;
    }
  }

  /** Those go first whose clients have taken nothing for longest, and of equals those that began first. */
  #makeRoom(added: Unsent, nowMs: number): void {
    this.#seeTaken(nowMs);
    const others = [...this.#answers].filter((one) => one !== added).sort((a, b) => a.sinceMs - b.sinceMs);
    for (const one of others) {
      if (this.#bytes <= this.#bounds.unsentBytes) return;
      this.#cut(one, 'crowded');
    }
  }

  #cut(one: Unsent, reason: CutReason): void {
    this.#remove(one);
    one.cut(reason);
  }

  #remove(one: Unsent): void {
    if (this.#answers.delete(one)) this.#bytes -= one.bytes;
  }
}

function takenOf({ bytesWritten, writableLength }: Outgoing): number {
  return bytesWritten - writableLength;
}
