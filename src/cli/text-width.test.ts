/** Room that text takes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, textWidth, wrap } from './text-width.ts';

describe('textWidth', () => {
  it.each([
    ['abc', 3],
    ['Zürich', 6],
    ['Zu\u0308rich', 6],
    ['東京', 4],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['🚀', 2],
    ['a\u200bb', 2],
    ['\u001b[1mbold\u001b[22m', 4],
    ['', 0],
  ])('%s is %i wide', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('cut', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abc...'],
    ['東京都庁舎', 6, '東...'],
    ['東京都庁舎', 7, '東京...'],
    ['🚀🚀🚀', 5, '🚀...'],
    ['abcdef', 2, '..'],
    ['abc', 0, ''],
  ])('%s in %i is %s', (text, width, expected) => {
    expect(cut(text, width)).toBe(expected);
  });

  it('keeps a mark with its letter', () => {
    expect(cut('Zu\u0308rich am See', 6)).toBe('Zu\u0308r...');
  });

  it('never exceeds the width, never breaks a character, and leaves short text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 30 }), (text, width) => {
        const short = cut(text, width);
        expect(textWidth(short)).toBeLessThanOrEqual(width);
        expect(short).not.toMatch(/\p{Cs}/u);
        if (textWidth(text) <= width) expect(short).toBe(text);
      }),
    );
  });
});

describe('wrap', () => {
  it('breaks between words and leaves long words whole', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('a 0123456789abcdef b', 8)).toEqual(['a', '0123456789abcdef', 'b']);
    expect(wrap('one  two', 4)).toEqual(['one', 'two']);
    expect(wrap('', 8)).toEqual(['']);
  });

  it('loses no word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 40 }), (some, width) => {
        const lines = wrap(some.join(' '), width);
        expect(lines.join(' ')).toBe(some.join(' '));
        for (const line of lines) expect(textWidth(line) <= width || !line.includes(' ')).toBe(true);
      }),
    );
  });
});
