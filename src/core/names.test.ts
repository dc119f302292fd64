import { describe, expect, it } from 'vitest';
import { checkName } from './names.ts';

describe('checkName', () => {
  it.each(['flights', '9', 'Flights 2001', 'a.b_c-d', 'a'.repeat(128)])('allows %j and gives it back', (name) => {
    expect(checkName(name)).toBe(name);
  });

  it.each([
    ['nothing', ''],
    ['a path', '../etc/passwd'],
    ['a hidden file', '.hidden'],
    ['a flag', '-rf'],
    ['an alias', 'flights@champion'],
    ['a line end', 'flights\n'],
    ['NUL', 'a\0b'],
    ['a terminal sequence', 'a\u001b[31m'],
    ['a letter that looks like another', '\u0430dmin'],
    ['a Kelvin sign', '\u212Aelvin'],
    ['an override of writing direction', 'a\u202eb'],
    ['a half of a character', 'a\ud800'],
    ['129 letters', 'a'.repeat(129)],
  ])('refuses %s', (_, name) => {
    expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'NAME_INVALID', exit: 2 }));
  });

  it('quotes no more than the beginning of a long name, on one line', () => {
    try {
      checkName(`\n${'x'.repeat(100_000)}`);
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(500);
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
