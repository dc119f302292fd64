/** The example of the guide on decisions runs and prints what the guide says, and its command settles the answers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testExamples } from './examples.ts';
import { csvOf, frauds } from './newcomer-tables.ts';
import { inFolder } from './shell-blocks.ts';
import { shownCommands } from './shown-commands.ts';

testExamples('decisions');

it(
  'has a command that answers by the costs',
  () =>
    inFolder(async (shell, folder) => {
      writeFileSync(join(folder, 'frauds.csv'), csvOf(frauds(900)));
      const [{ command }] = shownCommands('decisions');
      const { stdout } = await shell.run(command);
      expect(stdout).toMatch(/^cost +[\d.]+ \[.*\] +a row$/m);
      expect(stdout).toMatch(/^answers +"fraud" above a probability of 0\.\d+, by the costs: cost /m);
    }),
  300_000,
);
