/** The commands of the guides that ask a model of leaving customers, run by a newcomer who has trained it. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readGuide } from './examples.ts';
import { csvOf, customers } from './newcomer-tables.ts';
import { inFolder, openShell, type Shell } from './shell-blocks.ts';
import { expectPrinted, shownCommands } from './shown-commands.ts';

const minutes = 60_000;
let trained = '';

/** What the guide on cards says under `card`, but for the limits, which the command then misses. */
const configuration = /```ts\n([\s\S]*?)```/
  .exec(readGuide('model-card'))![1]
  .replace(/^import .*\n/m, '')
  .replace(/^ *limits: .*\n/m, '')
  .replace('defineProject(', '(');

beforeAll(async () => {
  trained = mkdtempSync(join(tmpdir(), 'churn-'));
  writeFileSync(join(trained, 'modelwright.config.ts'), configuration);
  writeFileSync(join(trained, 'churn.csv'), csvOf(customers(600)));
  const shell = openShell(trained);
  const train = 'modelwright train churn.csv --target churn --id-column customer_id --max-candidates 1';
  await shell.run(`${train} --preset fast`);
  await shell.run(`${train} --preset interpretable --seed 2`);
}, 5 * minutes);
afterAll(() => rmSync(trained, { recursive: true, force: true }));

/** A folder in which two versions of the model are there. */
const withModel = (test: (shell: Shell, folder: string) => Promise<void>) =>
  inFolder(async (shell, folder) => {
    cpSync(trained, folder, { recursive: true });
    await test(shell, folder);
  });

it(
  'two versions are compared on the rows of another month',
  () =>
    withModel(async (shell, folder) => {
      writeFileSync(join(folder, 'may.csv'), csvOf(customers(300, 9000)));
      const [{ command }] = shownCommands('compare');
      const { stdout } = await shell.run(command);
      expect(stdout).toMatch(/^churn@1: .*churn@2 (in|by) roc_auc, by 300 rows of may.csv$/m);
      expect(stdout).toMatch(/^log_loss .*\[.*\] .*p [=<] /m);
      expect(existsSync(join(folder, 'comparison.html'))).toBe(true);
    }),
  5 * minutes,
);

it(
  'the learning curve says what more rows are worth',
  () =>
    withModel(async (shell, folder) => {
      const [{ command }] = shownCommands('evaluation');
      const { stdout } = await shell.run(command);
      expect(stdout).toMatch(/^roc_auc \(higher is better\) of \w+ for "churn" of churn.csv, by training rows/m);
      expect(stdout).toMatch(/Twice the data/);
      expect(existsSync(join(folder, 'learning-curve.html'))).toBe(true);
    }),
  5 * minutes,
);

it(
  'rows and the model are explained',
  () =>
    withModel(async (shell, folder) => {
      writeFileSync(join(folder, 'rows.csv'), csvOf(customers(40, 8000), ['churn']));
      writeFileSync(join(folder, 'customers.csv'), csvOf(customers(200, 9000)));
      const [predict, explain] = shownCommands('explain');
      expect((await shell.run(predict.command)).stdout).toMatch(/^row +class +base +what added most\n1 +(yes|no) /m);
      expect(readFileSync(join(folder, 'predictions.csv'), 'utf8').split('\n')[0]).toMatch(/tenure.*contract.*charge/);
      await shell.run(explain.command);
      expect(readFileSync(join(folder, 'explanation.html'), 'utf8')).toContain('tenure');
    }),
  5 * minutes,
);

it(
  'the card is written, and says what nobody has said',
  () =>
    withModel(async (shell, folder) => {
      const [card] = shownCommands('model-card');
      expectPrinted((await shell.run(card.command)).stdout, card);
      expect(readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8')).toContain('Retention team');
    }),
  5 * minutes,
);
