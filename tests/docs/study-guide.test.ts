/** The examples of the guide on studies run and print what the guide says. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { cli } from '../cli/in-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(new URL('../../docs/guide/study.md', import.meta.url), 'utf8');

it('prints what the guide shows', async () => {
  const [, program, printed] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(guide)!;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
  });
  expect(stdout).toBe(printed);
});

it('shows commands that work on the module that it shows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'study-guide-'));
  const before = process.cwd();
  process.chdir(folder);
  try {
    const [, module] = /```ts\n(\/\/ objective\.ts[\s\S]*?)```/.exec(guide)!;
    const [, commands, printed] = /```sh\n([\s\S]*?)```[\s\S]*?```text\n([\s\S]*?)```/.exec(guide)!;
    writeFileSync(join(folder, 'objective.ts'), module);
    for (const line of commands.trim().split('\n')) {
      const { stdout, stderr, exitCode } = await cli([...line.split(' ').slice(1), '--quiet']);
      expect([exitCode, stderr]).toEqual([0, '']);
      if (line.includes(' importance ')) expect(stdout).toBe(printed);
    }
    expect(readFileSync(join(folder, 'trials.csv'), 'utf8').split('\n')).toHaveLength(82);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
});
