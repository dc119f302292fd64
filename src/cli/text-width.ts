/** How much room text takes in a terminal: wide letters count two, marks nothing; cutting and wrapping go by that. */

import { stripVTControlCharacters } from 'node:util';

/** East Asian wide letters and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const without = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** Columns that the text fills. It has no control characters but those of colours. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += characterWidth(character);
  return width;
}

/** The text, which has no colours, in at most `width` columns, ended with `...` where it is longer. Never half a character. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const end = '...'.slice(0, Math.max(0, width));
  let left = width - end.length;
  let kept = '';
  for (const character of text) {
    left -= characterWidth(character);
    if (left < 0) break;
    kept += character;
  }
  return kept + end;
}

/** The text in lines of at most `width` columns, broken between words; a word that is longer stays whole, to be copied. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
      // Of two spaces between words the first is on the line.
      lines.push(line.trimEnd());
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function characterWidth(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  if (without.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
