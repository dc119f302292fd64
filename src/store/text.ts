/** Rules for text that goes into records: what SQLite or UTF-8 would change on the way must be refused before. */
import { ModelwrightError } from '../core/errors.ts';

/**
 * Returns the text when storage keeps it exactly, else throws VALUE_INVALID. NUL would cut it short, a lone surrogate would become
 * another character. `maxLength` counts UTF-16 units.
 */
export function checkText(what: string, text: string, maxLength = 10_000): string {
  const refuse = (law: string, value: string) => new ModelwrightError('VALUE_INVALID', { what, law, value });
  if (typeof text !== 'string') throw refuse('a text', typeof text);
  if (text.length > maxLength) throw refuse(`at most ${maxLength} characters`, `${text.length}`);
  if (text.includes('\0')) throw refuse('text without NUL characters', 'a NUL character');
  if (/[\ud800-\udfff]/u.test(text)) throw refuse('well-formed Unicode', 'a lone surrogate');
  return text;
}
