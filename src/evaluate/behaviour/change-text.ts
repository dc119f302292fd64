/** Texts written otherwise: the same meaning to a reader, other characters to a model. */
import type { Rng } from '../../math/rng.ts';
import type { textChanges } from './declared-test.ts';

/** One way of writing a text otherwise. */
export type TextChange = (typeof textChanges)[number];

/** The text changed; equal to it where there is nothing to change. Case is that of ASCII letters. */
export function changeText(text: string, change: TextChange, rng: Rng): string {
  switch (change) {
    case 'typo':
      return withTypo(text, rng);
    case 'upper':
      return text.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - caseDistance));
    case 'lower':
      return text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + caseDistance));
    case 'whitespace':
      return ` ${text.replaceAll(' ', '  ')} `;
    case 'punctuation':
      return /[.!?]$/.test(text) ? text.slice(0, -1) : `${text}.`;
  }
}

const caseDistance = 32;

/** Two neighbouring characters that differ change places, at random. */
function withTypo(text: string, rng: Rng): string {
  const letters = [...text];
  const places: number[] = [];
  for (let at = 0; at + 1 < letters.length; at++) if (letters[at] !== letters[at + 1]) places.push(at);
  if (places.length === 0) return text;
  const at = places[rng.integer(places.length)];
  [letters[at], letters[at + 1]] = [letters[at + 1], letters[at]];
  return letters.join('');
}
