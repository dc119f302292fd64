/** The commands of the guide on the life of a model print what it shows, on the flights that the demo cuts. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { inFolder } from '../docs/shell-blocks.ts';
import { expectPrinted, shownCommands } from '../docs/shown-commands.ts';
import { modelCases } from '../reference/exchange/reference-models.ts';

const demo = new URL('../../examples/flights/data.mjs', import.meta.url);

it('runs from the first look at the data to the model that must not pass', () =>
  inFolder(async (shell, folder) => {
    const program = `import { cutFlights } from '${demo}'; await cutFlights('.');`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder });
    const { model } = modelCases('lightgbm.json').cases.find(({ name }) => name === 'binary')!;
    writeFileSync(join(folder, 'churn.txt'), model);
    const shown = shownCommands('lifecycle');
    expect(shown.length).toBeGreaterThan(10);
    for (const { command, printed, exitCode } of shown) {
      const quietly = command.includes('audit') ? command : `${command} --quiet`;
      const { stdout } = await shell.run(quietly, exitCode);
      expectPrinted(stdout, { command, printed: printed?.replaceAll(' root ', ` ${userInfo().username} `), exitCode });
    }
  }));
