/** Words that a shell gives back as they were, and lists that are read as they were. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { delimitedCells } from './delimited-cells.ts';
import { commaList, shellWord } from './shell-word.ts';

it('is the same word after a shell has read it', () => {
  const words = ['plain', 'a b', "it's", '$HOME', '`id`', '"', '\\', '*', '~', '', 'a,b', '--x=1', 'é', '\n', ';', '#'];
  const script = `for word in ${words.map(shellWord).join(' ')}; do printf '%s\\0' "$word"; done`;
  const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(read.split('\0').slice(0, -1)).toEqual(words);
  expect(shellWord('churn@3')).toBe('churn@3');
});

it('lists any names so that they are read again', () => {
  expect(commaList(['a', 'b c'])).toBe('a,b c');
  expect(commaList(['city, state', 'say "x"', ' y'])).toBe('"city, state","say ""x"""," y"');
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (names) => {
      expect(delimitedCells(commaList(names)).flat()).toEqual(names);
    }),
  );
});
