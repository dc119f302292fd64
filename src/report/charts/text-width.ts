/** How wide a text is drawn, estimated: no font is at hand where pages are made, and each reader has another one. */

/** Shares of the font size, those of a wide common sans-serif face, so that a text rather ends short of its room than beyond it. */
const narrow = 0.42;
const usual = 0.64;
const capital = 0.74;
const wide = 1;

/** Width in pixels. */
export function textWidth(text: string, fontSize = 12): number {
  let width = 0;
  for (const character of text) width += fontSize * shareOf(character);
  return width;
}

/** The text, or its beginning with an ellipsis where it is wider than `pixels`. The full text must stand elsewhere. */
export function fitText(text: string, pixels: number, fontSize = 12): string {
  if (textWidth(text, fontSize) <= pixels) return text;
  let width = fontSize * wide;
  let fitting = '';
  for (const character of text) {
    width += fontSize * shareOf(character);
    if (width > pixels) break;
    fitting += character;
  }
  return `${fitting.trimEnd()}…`;
}

function shareOf(character: string): number {
  if (/[\p{M}\u200b-\u200d]/u.test(character)) return 0;
  if (/[ijlrtfI.,:;'"|!()[\] -]/.test(character)) return narrow;
  if (/[mwMW@%…]/.test(character) || character.codePointAt(0)! >= 0x1100) return wide;
  return /[A-Z_]/.test(character) ? capital : usual;
}
