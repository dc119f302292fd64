/** What people said about a model, as terms with their texts, and what they left unsaid. */
import type { CardFacts } from './card-facts.ts';

const terms = [
  ['intendedUse', 'Intended use'],
  ['outOfScope', 'Out of scope'],
  ['limits', 'Limits'],
  ['ethics', 'Ethical remarks'],
  ['owners', 'Owners'],
] as const satisfies readonly (readonly [keyof CardFacts, string])[];

/** Terms with one or more texts each; those that nobody said are absent. */
export function useRows(card: CardFacts | undefined): readonly (readonly [term: string, texts: readonly string[]])[] {
  const said = terms.flatMap(([field, term]) => {
    const texts = card?.[field];
    return texts === undefined ? [] : [[term, texts] as const];
  });
  return card?.license === undefined ? said : [...said, ['License', [card.license]]];
}

/** The fields of the configuration that nobody filled. */
export function unsaidFields(card: CardFacts | undefined): string[] {
  return terms.flatMap(([field]) => (card?.[field] === undefined ? [field] : []));
}

/** One sentence about what nobody said; empty when all was. */
export function unsaid(card: CardFacts | undefined): string {
  const open = terms.filter(([field]) => card?.[field] === undefined).map(([, term]) => term.toLowerCase());
  if (open.length === 0) return '';
  return `Nobody has recorded: ${open.join(', ')}. They stand under “card” in modelwright.config.ts and are kept with the next training.`;
}
