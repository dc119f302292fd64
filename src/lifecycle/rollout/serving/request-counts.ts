/** What one server saw of a rollout and has not yet handed on: sums of bounded size, however many requests. */
import { type Counts, noCounts, type VariantCounts } from '../counts.ts';
import { latencyBin } from '../latency-bins.ts';
import type { ComparedPairs } from '../record/rollout-record.ts';
import { noPairs } from '../record/rollout-record.ts';

/** How one request of a variant ended. */
export type Outcome =
  | { readonly kind: 'answered'; readonly latencyMs: number; readonly output?: number }
  /** No number, or no class. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'failed' };

/** What is handed on at once. */
export interface SentCounts {
  readonly counts: readonly VariantCounts[];
  /** Units that this server had not seen before, with the variant that each was given. */
  readonly units: readonly (readonly [unit: string, variant: string])[];
  readonly pairs: ComparedPairs;
}

type Mutable = { -readonly [Field in keyof Counts]: Counts[Field] } & { latency: number[]; outputs: number[] };

/** Classes or bins that answers are told apart by, at most; as many as counts may have. */
const mostBins = 64;
/** Units that are remembered; those after them are not counted. */
const mostUnits = 100_000;
/** Units that wait to be handed on. */
const mostWaiting = 5_000;

export class RequestCounts {
  readonly #variants = new Map<string, Mutable>();
  readonly #seen = new Set<string>();
  #waiting: (readonly [string, string])[] = [];
  #pairs: ComparedPairs = noPairs;
  #bad = 0;

  /** Bad answers that wait to be handed on: whoever reads this may hurry. */
  get bad(): number {
    return this.#bad;
  }

  count(variant: string, outcome: Outcome): void {
    const counts = this.#of(variant);
    counts.answers++;
    if (outcome.kind === 'answered') {
      counts.latency[latencyBin(outcome.latencyMs)]++;
      if (outcome.output !== undefined) counts.outputs[Math.min(outcome.output, mostBins - 1)]++;
      return;
    }
    this.#bad++;
    if (outcome.kind === 'invalid') counts.invalid++;
    else counts.errors++;
  }

  /** A unit of somebody who may come again. */
  arrived(unit: string, variant: string): void {
    if (this.#seen.has(unit) || this.#seen.size >= mostUnits || this.#waiting.length >= mostWaiting) return;
    this.#seen.add(unit);
    this.#waiting.push([unit, variant]);
  }

  /** A request that is its own unit. */
  arrivedOnce(variant: string): void {
    this.#of(variant).units++;
  }

  /** Other shares from now on: units that were drawn by those before are of no use, whichever variant they met. */
  forgetArrivals(): void {
    this.#waiting = [];
    for (const counts of this.#variants.values()) counts.units = 0;
  }

  /** Answers of champion and shadow to the same request. */
  compared(own: string | number, shadow: string | number): void {
    const { pairs, equal, distance, greatest, dropped } = this.#pairs;
    const apart = typeof own === 'number' && typeof shadow === 'number' ? Math.abs(own - shadow) : 0;
    this.#pairs = {
      pairs: pairs + 1,
      equal: equal + (own === shadow ? 1 : 0),
      distance: distance + apart,
      greatest: Math.max(greatest, apart),
      dropped,
    };
  }

  /** A request that was not mirrored. */
  dropped(): void {
    this.#pairs = { ...this.#pairs, dropped: this.#pairs.dropped + 1 };
  }

  /** Everything since the last time; undefined when there is nothing. */
  take(): SentCounts | undefined {
    const { pairs, dropped } = this.#pairs;
    if (this.#variants.size === 0 && this.#waiting.length === 0 && pairs + dropped === 0) return undefined;
    const sent: SentCounts = {
      counts: [...this.#variants].map(([variant, counts]) => ({ variant, ...counts })),
      units: this.#waiting,
      pairs: this.#pairs,
    };
    this.#variants.clear();
    this.#waiting = [];
    this.#pairs = noPairs;
    this.#bad = 0;
    return sent;
  }

  #of(variant: string): Mutable {
    let counts = this.#variants.get(variant);
    if (!counts) {
      counts = noCounts(mostBins) as Mutable;
      this.#variants.set(variant, counts);
    }
    return counts;
  }
}
