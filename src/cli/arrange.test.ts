/** Order of command lines. */
import { expect, it } from 'vitest';
import { arranged } from './arrange.ts';

it.each([
  ['train a.csv --target x', 'train a.csv --target x'],
  ['--home h train a.csv', 'train --home h a.csv'],
  ['--json --quiet models list', 'models list --json --quiet'],
  ['models --home=h list --name a', 'models list --home=h --name a'],
  ['help', '--help'],
  ['help train', 'train --help'],
  ['help models promote', 'models promote --help'],
  ['--json help train', 'train --json --help'],
  ['--version', '--version'],
  ['models --help', 'models --help'],
  ['--home', ''],
  ['--json', ''],
  ['--json --verbose', '--verbose'],
  ['models --json', 'models'],
  ['--home h models --help', 'models --help'],
  ['train -- --json', 'train -- --json'],
  ['constructor x', 'constructor x'],
  ['', ''],
])('%s becomes %s', (line, expected) => {
  expect(arranged(line.split(' ').filter((word) => word !== '')).join(' ')).toBe(expected);
});
