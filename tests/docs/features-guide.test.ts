/** The examples of the guide on columns run and print what the guide says. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(new URL('../../docs/guide/features.md', import.meta.url), 'utf8');

const examples = Array.from(guide.matchAll(/```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g), ([, ...parts]) => parts);

it('has an example of encodings and one of interactions', () => {
  expect(examples).toHaveLength(2);
});

it.each(examples)('prints what the guide shows', async (program, printed) => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
  });
  expect(stdout).toBe(printed);
});
