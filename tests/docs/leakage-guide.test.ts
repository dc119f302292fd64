/** The example of the guide on leaks runs and prints what the guide says, and its command finds a leak. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findingRules } from '../../src/data/findings/index.ts';
import { readGuide, testExamples } from './examples.ts';
import { csvOf, sales } from './newcomer-tables.ts';
import { inFolder } from './shell-blocks.ts';
import { shownCommands } from './shown-commands.ts';

testExamples('leakage');

it('has a row for every code', () => {
  const told = [...readGuide('leakage').matchAll(/^\| `([a-z_]+)` \| (error|warning|info) \|/gm)].map(
    ([, code]) => code,
  );
  expect(told.toSorted()).toEqual(findingRules.map(({ code }) => code).toSorted());
});

it('has a command that finds a sum over the target', () =>
  inFolder(async (shell, folder) => {
    writeFileSync(join(folder, 'sales.csv'), csvOf(sales(400)));
    const [{ command }] = shownCommands('leakage');
    expect((await shell.run(command)).stdout).toMatch(/^error +future_aggregate: .*"revenue_to_date"/m);
  }));
