/** The examples of the guide on studies run and print what the guide says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli } from '../cli/in-process.ts';
import { readGuide, testExamples } from './examples.ts';
import { shownCommands } from './shown-commands.ts';

testExamples('study');

it('shows commands that work on the module that it shows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'study-guide-'));
  const before = process.cwd();
  const guide = readGuide('study');
  process.chdir(folder);
  try {
    const [, module] = /```ts\n(\/\/ objective\.ts[\s\S]*?)```/.exec(guide)!;
    const [, printed] = /```sh\n[\s\S]*?```[\s\S]*?```text\n([\s\S]*?)```/.exec(guide)!;
    writeFileSync(join(folder, 'objective.ts'), module);
    for (const { command } of shownCommands('study')) {
      const { stdout, stderr, exitCode } = await cli([...command.split(' ').slice(1), '--quiet']);
      expect([exitCode, stderr]).toEqual([0, '']);
      if (command.includes(' importance ')) expect(stdout).toBe(printed);
    }
    expect(readFileSync(join(folder, 'trials.csv'), 'utf8').split('\n')).toHaveLength(82);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
});
