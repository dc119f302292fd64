/** The commands of the guide on exports write files whose programs print what the guide says. */
import { execFile } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { examplesOf, readGuide } from './examples.ts';
import { inFolder } from './shell-blocks.ts';
import { expectPrinted, shownCommands } from './shown-commands.ts';

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));

it(
  'trains, exports in both formats, and runs the files',
  () =>
    inFolder(async (shell, folder) => {
      symlinkSync(packages, join(folder, 'node_modules'));
      const [train, ...exports] = shownCommands('export');
      await shell.run(train.command);
      for (const one of exports) expectPrinted((await shell.run(one.command)).stdout, one);
      const guide = readGuide('export');
      expect(examplesOf(guide)).toHaveLength(2);
      for (const { program, printed } of examplesOf(guide)) {
        writeFileSync(join(folder, 'program.mjs'), program);
        const { stdout } = await promisify(execFile)(process.execPath, ['program.mjs'], { cwd: folder });
        expect(stdout).toBe(printed);
      }
    }),
  300_000,
);
