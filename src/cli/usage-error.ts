/** What is wrong with a command line, in the words of its writer. */
import type { CommanderError } from 'commander';
import { ModelwrightError } from '../core/errors.ts';

/**
 * Commander's complaint as an error from the table.
 *
 * @param words name the command: `models promote`.
 * @param flags of the command, of which the writer may have meant one that begins alike.
 */
export function usageError(
  { code, message }: CommanderError,
  words: string,
  flags: readonly string[],
): ModelwrightError {
  const text = message.replace(/^error: /, '');
  if (code === 'commander.unknownOption' || code === 'commander.unknownCommand') {
    const [, unknown = '', similar] =
      /^unknown (?:option|command) '(.*)'(?:\n\(Did you mean (.*)\?\))?/s.exec(text) ?? [];
    const longer = unknown.length > 2 ? flags.filter((flag) => flag.startsWith(unknown)) : [];
    const guess = longer.length > 1 ? `one of ${longer.join(', ')}` : (longer[0] ?? similar);
    const problem = guess === undefined ? unknown || text : `${unknown} (did you mean ${guess}?)`;
    return new ModelwrightError('OPTION_UNKNOWN', { problem });
  }
  const [, argument] = /^missing required argument '(.*)'$/.exec(text) ?? [];
  const [, flag] = /^option '(.*)' argument missing$/.exec(text) ?? [];
  if (argument !== undefined) return misused(`missing <${argument}>`, words);
  if (flag !== undefined) return misused(`${flag.split(' ')[0]} needs a value`, words);
  return misused(text.replace(/\.$/, ''), words);
}

/** A command line that lacks something or has too much of it. */
export function misused(problem: string, words: string): ModelwrightError {
  const help = ['modelwright', words, '--help'].filter((part) => part !== '').join(' ');
  return new ModelwrightError('COMMAND_INVALID', { problem, help });
}
