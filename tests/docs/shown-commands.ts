/** What a guide shows of the shell: commands in their order, and beside them what they print. */
import { expect } from 'vitest';
import { readGuide } from './examples.ts';

/** A command with what the guide says that it prints; undefined where it says nothing. */
export interface Shown {
  readonly command: string;
  readonly printed: string | undefined;
  /** 0 unless the guide says another. */
  readonly exitCode: number;
}

const shellBlock = /```(?:ba)?sh\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?/g;
const textBlock = /```text\n([\s\S]*?)```/g;

/**
 * The commands of a guide: those of its shell blocks, where a text block that follows is what the last one prints, and those of its text
 * blocks, which stand behind a `$`. `left` are commands that the caller does not run, each with the reason.
 *
 * @throws when one that is left is not shown (any more)
 */
export function shownCommands(guide: string, left: Readonly<Record<string, string>> = {}): Shown[] {
  const all = commandsIn(readGuide(guide));
  for (const command of Object.keys(left)) {
    if (!all.some((shown) => shown.command === command)) throw new Error(`${guide}.md does not show: ${command}`);
  }
  return all.filter(({ command }) => left[command] === undefined);
}

/** Whether a guide shows any command. */
export function hasCommands(guide: string): boolean {
  return commandsIn(readGuide(guide)).length > 0;
}

function commandsIn(guide: string): Shown[] {
  const found: (Shown & { readonly at: number })[] = [];
  for (const { index: at, 1: block, 2: printed } of guide.matchAll(shellBlock)) {
    const commands = joined(block)
      .split('\n')
      .map((line) => line.replace(/\s+# .*$/, '').trim())
      .filter((line) => line !== '');
    const last = commands.length - 1;
    found.push(
      ...commands.map((command, i) => ({ at, command, printed: i === last ? printed : undefined, exitCode: 0 })),
    );
  }
  for (const { index: at, 1: block } of guide.matchAll(textBlock)) {
    for (const [, command, printed] of joined(block).matchAll(/^\$ (.*)\n([\s\S]*?)(?=^\$ |$(?![\s\S]))/gm)) {
      const [ending, exitCode = 0] = /^\(exit code (\d)\)\n/m.exec(printed) ?? [''];
      found.push({ at, command, printed: printed.replace(ending, ''), exitCode: Number(exitCode) });
    }
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ at: _, ...shown }) => shown);
}

/** A command that goes on in the next line is one. */
const joined = (block: string) => block.replaceAll(/\\\n\s*/g, '');

/**
 * Expects that a command printed what the guide shows: three dots stand for what was cut. Times, sizes, ids, hashes, where a
 * cell is cut and the spaces between columns may be others.
 */
export function expectPrinted(stdout: string, { command, printed }: Shown): void {
  if (printed === undefined) throw new Error(`the guide does not say what this prints: ${command}`);
  let rest = withoutChance(stdout);
  for (const piece of printed.split(/^\.\.\.$/m)) {
    const expected = withoutChance(piece);
    expect(rest, command).toContain(expected);
    rest = rest.slice(rest.indexOf(expected) + expected.length);
  }
}

function withoutChance(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<instant>')
    .replaceAll(/\b(run|prediction|job)_[0-9a-z]{26}\b/g, '<$1>')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')
    .replaceAll(/\b(\d+ min )?[\d,.]+ (s|ms|us|kB|MB|bytes|a second)(?=\W|$)/g, '<measured>')
    .replaceAll(/\S*\.\.\.$/gm, '<cut>')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ ?\n/g, '\n')
    .trim();
}
