/** What the README shows is true: its commands exist, its links lead somewhere, its library example runs. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commands, wordsOf } from '../../src/cli/commands.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');

describe('the README', () => {
  it('lists every command, and no other', () => {
    const listed = [...readme.matchAll(/^\| `([a-z -]+)` \|.*\| `modelwright \1\b.*` \|$/gm)].map(([, name]) => name);
    const known = [...commands.map(({ name }) => wordsOf(name).join(' ')), 'serve'];
    expect(listed.toSorted()).toEqual(known.toSorted());
  });

  it('has a library example of at most 15 lines that runs and prints what it says', async () => {
    const [, block] = /<!-- This block runs as a test. -->\n```ts\n([\s\S]*?)```/.exec(readme)!;
    expect(block.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
    const home = mkdtempSync(join(tmpdir(), 'readme-'));
    try {
      const program = block
        .replace("'.modelwright'", JSON.stringify(home))
        .replace("'penguins.json'", JSON.stringify(join(root, 'node_modules/vega-datasets/data/penguins.json')));
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: root,
      });
      expect(stdout).toMatch(/^lift 0\.9\d+ .*report\.html$/m);
      expect(stdout).toMatch(/^Gentoo .*Gentoo: 0\.9\d+/ms);
      expect(stdout).toMatch(/^curl http:\/\/127\.0\.0\.1:\d+\/v1\/models$/m);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});

describe('links of the documents', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', ...markdownBelow('docs')];

  it.each(documents)('%s leads to files that exist', (path) => {
    const links = [...read(path).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => link);
    const lost = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(root, dirname(path), link)));
    expect(lost).toEqual([]);
  });
});

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${String(name)}`)
    .filter((name) => name.endsWith('.md'));
}
