/** How often somebody may ask: a bucket of tokens for each name, refilled as time passes. Holds a bounded number of names. */
import { monotonicMs } from '../core/clock.ts';

interface Bucket {
  tokens: number;
  /** Taken since somebody asked what was taken. */
  taken: number;
  atMs: number;
}

const mostNames = 10_000;

export class Rates {
  readonly #perSecond: number;
  /** In the order of their last use; who was not seen for longest is forgotten first, and starts with a full bucket again. */
  readonly #buckets = new Map<string, Bucket>();

  /** @param perSecond Requests of one name in a second; as many may come at once. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Takes one request; returns 0, or the whole seconds until the next one is taken. */
  take(name: string): number {
    const bucket = this.#bucketOf(name);
    if (bucket.tokens < 1) return this.#secondsUntilNext(bucket);
    bucket.tokens--;
    bucket.taken++;
    return 0;
  }

  /** What was taken since this was asked last, by name. */
  taken(): [name: string, count: number][] {
    const all: [string, number][] = [];
    for (const [name, bucket] of this.#buckets) {
      if (bucket.taken > 0) all.push([name, bucket.taken]);
      bucket.taken = 0;
    }
    return all;
  }

  /** What was taken elsewhere. It can cost a name the requests of a second to come, but not more. */
  useUp(name: string, count: number): void {
    const bucket = this.#bucketOf(name);
    bucket.tokens = Math.max(-this.#most, bucket.tokens - count);
  }

  /** What `take` would return, without taking. */
  wait(name: string): number {
    const bucket = this.#bucketOf(name);
    return bucket.tokens < 1 ? this.#secondsUntilNext(bucket) : 0;
  }

  #secondsUntilNext({ tokens }: Bucket): number {
    return Math.max(1, Math.ceil((1 - tokens) / this.#perSecond));
  }

  #bucketOf(name: string): Bucket {
    const now = monotonicMs();
    const known = this.#buckets.get(name);
    const bucket = known ?? { tokens: this.#most, taken: 0, atMs: now };
    if (known) this.#buckets.delete(name);
    else if (this.#buckets.size >= mostNames) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
    this.#buckets.set(name, bucket);
    bucket.tokens = Math.min(this.#most, bucket.tokens + ((now - bucket.atMs) / 1000) * this.#perSecond);
    bucket.atMs = now;
    return bucket;
  }

  get #most(): number {
    return Math.max(1, this.#perSecond);
  }
}
