/** What a text means where a number or a truth value is asked for. Pure functions of the text: exported models carry them. */

const numberText = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i;

/** The number that the text spells in decimal, else NaN; digits beyond the largest double give an infinity. */
export function numberFromText(text: string): number {
  return numberText.test(text) ? Number(text) : Number.NaN;
}

/** 1 for true and 1, 0 for false and 0 (any case, spaces around), else NaN. */
export function truthFromText(text: string): number {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === '1') return 1;
  return word === 'false' || word === '0' ? 0 : Number.NaN;
}
