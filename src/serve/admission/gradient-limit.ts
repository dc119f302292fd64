/**
 * How many requests may be in flight, found out while they are: the gradient of Envoy's adaptive concurrency. While answers take as
 * long as they do without company the limit grows by its square root; as they take longer, it shrinks by the quotient.
 */
import { monotonicMs } from '../../core/clock.ts';

/** Numbers of the algorithm; the defaults are Envoy's, but for the start. */
export interface GradientOptions {
  readonly nowMs?: () => number;
  readonly initialLimit?: number;
  /** Never fewer in flight than this; that many are company enough to measure without. */
  readonly minLimit?: number;
  readonly maxLimit?: number;
  /** How long answers are gathered between two new limits. */
  readonly windowMs?: number;
  /** After this time the undisturbed duration is measured again. */
  readonly remeasureMs?: number;
  /** Answers by which the undisturbed duration is measured. */
  readonly calmSamples?: number;
  /** How long others are held back for that measurement at most. */
  readonly probeMs?: number;
}

/** The part of the undisturbed duration by which answers may be slower before the limit shrinks. */
const tolerance = 0.25;
const percentile = 0.9;
const [lowestGradient, highestGradient] = [0.5, 2];
/** Durations that a window keeps at most; in a fuller one the first count. */
const mostSamples = 1000;

export class GradientLimit {
  readonly #nowMs: () => number;
  readonly #options: Required<Omit<GradientOptions, 'nowMs' | 'initialLimit'>>;
  #limit: number;
  #undisturbedMs: number | undefined;
  #measuredAtMs: number;
  #probingSinceMs: number | undefined;
  #calm: number[] = [];
  #window: number[] = [];
  #windowSinceMs: number;

  constructor({ nowMs = monotonicMs, initialLimit = 32, ...options }: GradientOptions = {}) {
    this.#nowMs = nowMs;
    this.#limit = initialLimit;
    this.#options = {
      minLimit: options.minLimit ?? 3,
      maxLimit: options.maxLimit ?? 1000,
      windowMs: options.windowMs ?? 100,
      remeasureMs: options.remeasureMs ?? 60_000,
      calmSamples: options.calmSamples ?? 50,
      probeMs: options.probeMs ?? 250,
    };
    this.#measuredAtMs = nowMs();
    this.#windowSinceMs = nowMs();
  }

  /** How many may be in flight now. */
  get value(): number {
    return this.#probingSinceMs === undefined ? Math.floor(this.#limit) : this.#options.minLimit;
  }

  /** Hears of an answer: how long it took, and how many were in flight with it when it began, itself included. */
  observe(durationMs: number, inFlight: number): void {
    if (inFlight <= this.#options.minLimit && this.#calm.length < this.#options.calmSamples) {
      this.#calm.push(durationMs);
    }
    if (this.#window.length < mostSamples) this.#window.push(durationMs);
    const now = this.#nowMs();
    this.#measure(now);
    if (now - this.#windowSinceMs >= this.#options.windowMs) this.#adjust(now);
  }

  /** Most of the time enough answers come without company; where none do for long, others are held back for a moment. */
  #measure(now: number): void {
    const { calmSamples, remeasureMs, probeMs } = this.#options;
    const isFirst = this.#undisturbedMs === undefined;
    const isDue = isFirst || now - this.#measuredAtMs >= remeasureMs;
    if (!isDue) return;
    const isEnough = this.#calm.length >= calmSamples;
    const isOver = this.#probingSinceMs !== undefined && now - this.#probingSinceMs >= probeMs;
    if (isEnough || (isOver && this.#calm.length > 0)) {
      this.#undisturbedMs = quantile(this.#calm);
      this.#measuredAtMs = now;
      this.#probingSinceMs = undefined;
      this.#calm = [];
      this.#window = [];
      this.#windowSinceMs = now;
    } else if (isOver) {
      // Nothing was answered without company: what was known before stays true for another while.
      this.#probingSinceMs = undefined;
      this.#measuredAtMs = now;
    } else if (!isFirst) {
      this.#probingSinceMs ??= now;
    }
  }

  #adjust(now: number): void {
    const { minLimit, maxLimit } = this.#options;
    if (this.#undisturbedMs !== undefined && this.#probingSinceMs === undefined && this.#window.length > 0) {
      const quotient = (this.#undisturbedMs * (1 + tolerance)) / quantile(this.#window);
      const shrunk = this.#limit * Math.min(highestGradient, Math.max(lowestGradient, quotient));
      this.#limit = Math.min(maxLimit, Math.max(minLimit, shrunk + Math.sqrt(shrunk)));
    }
    this.#window = [];
    this.#windowSinceMs = now;
  }
}

function quantile(samples: readonly number[]): number {
  const ordered = samples.toSorted((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * percentile))];
}
