/** The commands of the guide on personal data find a customer in the log, and then no more. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readGuide } from './examples.ts';
import { csvOf, customers } from './newcomer-tables.ts';
import { inFolder } from './shell-blocks.ts';
import { shownCommands } from './shown-commands.ts';

const shownId = 'prediction_01k...';

it(
  'shows a customer, and erases the customer or single predictions',
  () =>
    inFolder(async (shell, folder) => {
      const [, configuration] = /```ts\n([\s\S]*?)```/.exec(readGuide('privacy'))!;
      const program = configuration.replace(/^import .*\n/m, '').replace('defineProject(', '(');
      writeFileSync(join(folder, 'modelwright.config.ts'), program);
      // Customers who come again and again: the model reads their number.
      const rows = customers(600).map((row, i) => ({ ...row, customer_id: 4700 + (i % 50) }));
      writeFileSync(join(folder, 'churn.csv'), csvOf(rows));
      await shell.run('modelwright train churn.csv --target churn --max-candidates 1 --preset fast');
      await shell.run('modelwright predict churn churn.csv');
      const ids = readFileSync(join(folder, 'predictions.csv'), 'utf8').split('\n');
      const printed: string[] = [];
      const [show, ...erase] = shownCommands('privacy').map(({ command }) => command);
      expect((await shell.run(show)).stdout).toBe('12 events in 4711.ndjson\n');
      const events = readFileSync(join(folder, '4711.ndjson'), 'utf8').trimEnd().split('\n');
      expect(events).toHaveLength(12);
      expect(events.join('')).not.toContain('4711');
      for (const command of erase) {
        const asked = command.replace(shownId, ids[1].split(',')[0]);
        printed.push((await shell.run(asked.endsWith(' -') ? `echo 4712 | ${asked}` : asked)).stdout);
      }
      expect(printed.map((text) => /^erased: (\d+) events/.exec(text)?.[1])).toEqual(['12', '12', '1']);
      expect((await shell.run(show)).stdout).toBe('0 events in 4711.ndjson\n');
    }),
  300_000,
);
