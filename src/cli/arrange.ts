/** Puts a command line into the order commander reads: command words first, then every flag. */
import { groups } from './command-groups.ts';

/**
 * Flags that every command takes may stand before the command's words (`--home x models list`), and `help train` is
 * `train --help`. Where the words are not whole, these flags are dropped.
 */
export function arranged(argv: readonly string[]): string[] {
  const rest = [...argv];
  const flags = takeCommonFlags(rest);
  if (rest[0] === 'help') {
    rest.shift();
    rest.push('--help');
  }
  const words = rest.splice(0, rest[0]?.startsWith('-') ? 0 : 1);
  if (Object.hasOwn(groups, words[0] ?? '')) {
    flags.push(...takeCommonFlags(rest));
    words.push(...rest.splice(0, rest[0]?.startsWith('-') ? 0 : 1));
  }
  // Without a command the flags belong to nothing, and what is wrong is something else.
  const isWhole = words.length === (Object.hasOwn(groups, words[0] ?? '') ? 2 : 1);
  return isWhole ? [...words, ...flags, ...rest] : [...words, ...rest];
}

function takeCommonFlags(argv: string[]): string[] {
  const taken: string[] = [];
  while (argv.length > 0) {
    if (argv[0] === '--home') taken.push(...argv.splice(0, 2));
    else if (/^--(json|quiet|home=.*)$/.test(argv[0])) taken.push(...argv.splice(0, 1));
    else break;
  }
  return taken;
}
