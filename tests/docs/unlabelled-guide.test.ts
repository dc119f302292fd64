/** The example and the commands of the guide on models without a target run and print what the guide says. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testExamples } from './examples.ts';
import { csvOf, customers, payments, penguins } from './newcomer-tables.ts';
import { isThere, putTable } from './real-table.ts';
import { inFolder } from './shell-blocks.ts';
import { expectPrinted, type Shown, shownCommands } from './shown-commands.ts';

testExamples('unlabelled');

const shown = shownCommands('unlabelled');
const about = (table: string) => shown.filter(({ command }) => command.includes(table));

it('has a test for each command', () => {
  expect(['payments', 'customers', 'mammography', 'penguins'].flatMap(about)).toHaveLength(shown.length);
});

it(
  'finds strange payments and groups of customers',
  () =>
    inFolder(async (shell, folder) => {
      writeFileSync(join(folder, 'payments.csv'), csvOf(payments(400)));
      writeFileSync(join(folder, 'customers.csv'), csvOf(customers(300)));
      const run = async ([{ command }]: readonly Shown[]) => (await shell.run(`${command} --max-candidates 3`)).stdout;
      expect(await run(about('payments'))).toMatch(/^payments@1: anomalies by /m);
      expect(await run(about('customers'))).toMatch(/^customers@1: \d+ clusters by /m);
    }),
  300_000,
);

it(
  'groups penguins, and says of them what the guide shows',
  () =>
    inFolder(async (shell, folder) => {
      writeFileSync(join(folder, 'penguins.csv'), csvOf(penguins()));
      const [train, ...others] = about('penguins');
      expectPrinted((await shell.run(train.command)).stdout, train);
      // The guide says that its versions were made with two and with three clusters; the search has found two.
      await shell.run(`${train.command} --clusters 3`);
      for (const one of others) expectPrinted((await shell.run(one.command)).stdout, one);
    }),
  300_000,
);

describe.skipIf(!isThere('mammography'))('on a real table (MODELWRIGHT_TEST_DATA)', () => {
  it(
    'finds tumours among the strange, as the guide shows',
    () =>
      inFolder(async (shell, folder) => {
        putTable('mammography', join(folder, 'mammography.csv'));
        const [train] = about('mammography');
        expectPrinted((await shell.run(train.command)).stdout, train);
      }),
    300_000,
  );
});
