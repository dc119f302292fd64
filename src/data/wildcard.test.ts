/** Wildcards of file names: what they take, and that none takes long. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wildcard } from './wildcard.ts';

it.each<[string, readonly string[], readonly string[]]>([
  ['*.csv', ['a.csv', 'a.b.csv'], ['.a.csv', 'a.csv.gz', 'a.csx', 'csv']],
  ['.*', ['.a', '.'], ['a']],
  ['part-?.csv', ['part-1.csv'], ['part-.csv', 'part-10.csv']],
  ['[ab]*[0-9]', ['a1', 'bxx9'], ['c1', 'a', 'ax']],
  ['[!ab]', ['c', '!'], ['a', 'b', '']],
  ['[z-a]', [], ['a', 'z', '-']],
  ['[a-]', ['a', '-'], ['b']],
  ['a[', ['a['], ['a']],
  ['[]', ['[]'], ['', 'a']],
  ['a+(b)^$.{2}\\d', ['a+(b)^$.{2}\\d'], ['aab', 'a+(b)^$x{2}\\d']],
  ['*a*b*', ['ab', 'xaxbx'], ['ba', 'a']],
])('%s', (pattern, taken, refused) => {
  const isTaken = wildcard(pattern);
  expect([taken.filter((name) => !isTaken(name)), refused.filter(isTaken)]).toEqual([[], []]);
});

it('takes what an expression takes that tries every way', () => {
  const letters = (...more: string[]) =>
    fc.array(fc.constantFrom('a', 'b', ...more), { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(letters('*', '?', '[ab]', '[!a]'), letters('c'), (pattern, name) => {
      const source = pattern.replaceAll('[!', '[^').replaceAll('?', '.').replaceAll('*', '.*');
      expect(wildcard(pattern)(name)).toBe(new RegExp(`^${source}$`).test(name));
    }),
    { numRuns: 2000 },
  );
});

it('ends for patterns that would be tried for years', () => {
  expect(wildcard(`${'*a'.repeat(30_000)}b`)('a'.repeat(60_000))).toBe(false);
  expect(wildcard('['.repeat(60_000))('a')).toBe(false);
});
