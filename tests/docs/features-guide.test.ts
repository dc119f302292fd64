/** The example of the guide on columns runs and prints what the guide says. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(new URL('../../docs/guide/features.md', import.meta.url), 'utf8');

it('prints what the guide shows', async () => {
  const [, program, printed] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(guide)!;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
  });
  expect(stdout).toBe(printed);
});
