/** The example of the guide on leaks runs and prints what the guide says. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { findingRules } from '../../src/data/findings/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(new URL('../../docs/guide/leakage.md', import.meta.url), 'utf8');

it('prints what the guide shows', async () => {
  const [, program, printed] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(guide)!;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
  });
  expect(stdout).toBe(printed);
});

it('has a row for every code', () => {
  const told = [...guide.matchAll(/^\| `([a-z_]+)` \| (error|warning|info) \|/gm)].map(([, code]) => code);
  expect(told.toSorted()).toEqual(findingRules.map(({ code }) => code).toSorted());
});
