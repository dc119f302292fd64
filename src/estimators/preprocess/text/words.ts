/** A text as words, by bundled rules that no engine's Unicode tables have a say in. */
import { lowerCaseUnit } from './lower-case.ts';

/** Longer runs (encoded files, addresses) count by their beginning. */
const longestWord = 64;

/** What a code unit is to a word: not part of any, part of one, or a word by itself. */
type Place = 'between' | 'within' | 'alone';

/**
 * The words of a text in lower case, in order: runs of ASCII letters and digits and of what is beyond ASCII, save punctuation
 * and signs there. Scripts without spaces (Han, kana) and pictographs give a word per character.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const place = at < text.length ? placeOf(text.charCodeAt(at)) : 'between';
    if (place === 'within') {
      if (start < 0) start = at;
      continue;
    }
    if (start >= 0) words.push(lowered(text, start, Math.min(at, start + longestWord)));
    start = -1;
    if (place === 'alone') {
      const width = isLowSurrogate(text, at + 1) && text.charCodeAt(at) >= 0xd800 ? 2 : 1;
      words.push(text.slice(at, at + width));
      at += width - 1;
    }
  }
  return words;
}

function placeOf(unit: number): Place {
  if (unit < 0x80) return isAsciiWord(unit) ? 'within' : 'between';
  if (unit < 0xc0) return unit === 0xaa || unit === 0xb5 || unit === 0xba ? 'within' : 'between';
  if (unit === 0xd7 || unit === 0xf7) return 'between';
  if (unit < 0x2000) return 'within';
  // Punctuation, arrows, mathematics and dingbats; CJK punctuation; full-width ASCII punctuation; byte order mark.
  if (unit <= 0x206f || (unit >= 0x20a0 && unit <= 0x2bff) || (unit >= 0x3000 && unit <= 0x303f)) return 'between';
  if (unit === 0xfeff || (unit >= 0xff01 && unit <= 0xff0f) || (unit >= 0xff1a && unit <= 0xff20)) return 'between';
  const isHanOrKana = (unit >= 0x3040 && unit <= 0x30ff) || (unit >= 0x3400 && unit <= 0x9fff);
  // First halves of the pairs that pictographs and the further planes of Han consist of.
  const isPair = (unit >= 0xd83c && unit <= 0xd83e) || (unit >= 0xd840 && unit <= 0xd8ff);
  return isHanOrKana || (unit >= 0xf900 && unit <= 0xfaff) || isPair ? 'alone' : 'within';
}

function isAsciiWord(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39);
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = at < text.length ? text.charCodeAt(at) : 0;
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function lowered(text: string, start: number, end: number): string {
  let word = '';
  let kept = start;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    const lower = lowerCaseUnit(unit);
    if (lower === unit) continue;
    word += text.slice(kept, at) + String.fromCharCode(lower);
    kept = at + 1;
  }
  return word + text.slice(kept, end);
}
