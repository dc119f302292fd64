/** The example and the commands of the guide on fairness run and print what the guide says. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGuide, testExamples } from './examples.ts';
import { csvOf, loans } from './newcomer-tables.ts';
import { isThere, putTable } from './real-table.ts';
import { inFolder } from './shell-blocks.ts';
import { expectPrinted, shownCommands } from './shown-commands.ts';

testExamples('fairness');

const shown = shownCommands('fairness');
const about = (table: string) => shown.filter(({ command }) => command.includes(table));

it('has a test for each command', () => {
  expect(['loans', 'compas', 'adult'].flatMap(about)).toHaveLength(shown.length);
});

it(
  'loans are judged by group, and decided by group',
  () =>
    inFolder(async (shell, folder) => {
      const [first, evaluate, ...mitigated] = about('loans').map(({ command }) => command);
      const quickly = '--preset fast --max-candidates 1';
      writeFileSync(join(folder, 'loans.csv'), csvOf(loans(400), ['repaid']));
      expect((await shell.run(`${first} ${quickly}`)).stdout).toMatch(/^fairness by sex \/ age_group/m);
      writeFileSync(join(folder, 'loans-march.csv'), csvOf(loans(300), ['repaid']));
      expect((await shell.run(evaluate)).stdout).toMatch(/^fairness by age_group/m);
      writeFileSync(join(folder, 'loans.csv'), csvOf(loans(400), ['default']));
      for (const command of mitigated) {
        expect((await shell.run(`${command} ${quickly}`)).stdout).toMatch(
          /^mitigation by sex: (reweighing|thresholds for)/m,
        );
      }
    }),
  300_000,
);

describe.skipIf(!isThere('compas_two_years') || !isThere('adult'))('on real tables (MODELWRIGHT_TEST_DATA)', () => {
  it('each training on compas, the first in its folder, prints what the guide shows', async () => {
    for (const one of about('compas')) {
      await inFolder(async (shell, folder) => {
        putTable('compas_two_years', join(folder, 'compas.csv.gz'));
        expectPrinted((await shell.run(one.command)).stdout, one);
      });
    }
  }, 300_000);

  it(
    'the gates of adult are tested as the guide shows',
    () =>
      inFolder(async (shell, folder) => {
        putTable('adult', join(folder, 'adult.csv.gz'));
        const [train, ...refused] = about('adult');
        expectPrinted((await shell.run(train.command)).stdout, train);
        const [, configuration] = /```ts\n(export default \{[\s\S]*?)```/.exec(readGuide('fairness'))!;
        writeFileSync(join(folder, 'modelwright.config.ts'), configuration);
        for (const one of refused) expectPrinted((await shell.run(one.command, one.exitCode)).stdout, one);
        expect(refused.map(({ exitCode }) => exitCode)).toEqual([3, 3]);
      }),
    300_000,
  );
});
