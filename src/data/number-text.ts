/** Numbers written as text. */

const pattern = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const wholePattern = /^[+-]?\d+$/;

/** The number that a text spells in decimal notation (blanks around it are ignored); NaN for any other text. */
export function numberFromText(text: string): number {
  const trimmed = text.trim();
  return pattern.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** True for a whole number beyond 2^53, whose last digits a float64 would lose. */
export function losesDigits(text: string): boolean {
  const trimmed = text.trim();
  return wholePattern.test(trimmed) && !Number.isSafeInteger(Number(trimmed));
}
