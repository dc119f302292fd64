/** What people said in the configuration when a model was trained, as cards hold it. */
import type { CardFacts } from './card-facts.ts';

/** Lists are empty and the licence null where nobody said anything. */
export interface CardUse {
  readonly owners: readonly string[];
  readonly license: string | null;
  readonly intended: readonly string[];
  readonly outOfScope: readonly string[];
  readonly limits: readonly string[];
  readonly ethics: readonly string[];
}

export function cardUse(card: CardFacts | undefined): CardUse {
  return {
    owners: card?.owners ?? [],
    license: card?.license ?? null,
    intended: card?.intendedUse ?? [],
    outOfScope: card?.outOfScope ?? [],
    limits: card?.limits ?? [],
    ethics: card?.ethics ?? [],
  };
}
