/** Long names without spaces, given places to break that neither show nor get copied. */
import { type Html, html, trustedHtml } from '../html.ts';

/** Words up to this many characters are never broken. */
const longestWord = 20;

/** The text with a break allowed after punctuation inside long words, or every so many characters where there is none. */
export function breakable(text: string): Html {
  const parts = text.split(/(\s+)/).flatMap((word) => pieces(word));
  return html`${parts.map((part, i) => html`${i > 0 && !/\s$/.test(parts[i - 1]) && !/^\s/.test(part) && wordBreak}${part}`)}`;
}

const wordBreak = trustedHtml('<wbr>');

function pieces(word: string): string[] {
  const characters = [...word];
  if (characters.length <= longestWord) return word === '' ? [] : [word];
  const found: string[] = [];
  let piece = '';
  characters.forEach((character) => {
    piece += character;
    if (/[_\-./\\:;,)\]&=?]/.test(character) || [...piece].length >= longestWord) {
      found.push(piece);
      piece = '';
    }
  });
  return piece === '' ? found : [...found, piece];
}
