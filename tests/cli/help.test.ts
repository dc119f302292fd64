/** Help of every command, and that it loads nothing heavy. */
import { readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { operations } from '../../src/app/operations/index.ts';
import { groups } from '../../src/cli/command-groups.ts';
import { commands, wordsOf } from '../../src/cli/commands.ts';
import { textWidth } from '../../src/cli/text-width.ts';
import { version } from '../../src/core/version.ts';
import { importsOf } from '../source-text.ts';
import { cli } from './in-process.ts';

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe('modelwright', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists every command', async (words) => {
    const { exitCode, stdout, stderr } = await cli(words);
    expect([exitCode, stderr]).toEqual([0, '']);
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+)(?: \[options\])? {2,}/gm)].map(([, name]) => name);
    const words1 = [...new Set(commands.map(({ name }) => wordsOf(name)[0]))];
    expect(listed).toEqual([...words1, 'serve']);
  });

  it.each(['--version', '-V'])('%s prints the version of package.json', async (flag) => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await cli([flag])).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: '' });
    expect(version).toBe(manifest.version);
  });
});

describe.each(Object.keys(groups))('%s --help', (group) => {
  it('lists its commands', async () => {
    const { exitCode, stdout } = await cli([group, '--help']);
    expect(exitCode).toBe(0);
    for (const { name, summary } of commands.filter(({ name }) => name.startsWith(`${group}.`))) {
      expect(stdout).toMatch(new RegExp(`^  ${name.split('.')[1]} +${summary}$`, 'm'));
    }
  });
});

describe.each(operations.map((operation) => [wordsOf(operation.name).join(' '), operation] as const))(
  '%s --help',
  (words, operation) => {
    it('shows what it does, takes and looks like', async () => {
      const { exitCode, stdout, stderr } = await cli([...words.split(' '), '--help']);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`Usage: modelwright ${words} `);
      const flat = stdout.replace(/\s+/g, ' ');
      expect(flat).toContain(operation.description);
      const positional = operation.positional as readonly string[];
      for (const [name, schema] of Object.entries(operation.input.shape)) {
        if (positional.includes(name)) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
        else expect(stdout).toMatch(new RegExp(`^  --(no-)?${kebab(name)} `, 'm'));
        if (schema.description && !positional.includes(name))
          expect(flat).toContain(schema.description.replace(/\s+/g, ' '));
      }
      for (const flag of ['--json', '--home', '--quiet', '--help']) expect(stdout).toContain(flag);
      for (const example of operation.examples) expect(stdout).toContain(`  ${example}\n`);
    });

    it('fits a narrow terminal, but for examples', async () => {
      const { stdout } = await cli([...words.split(' '), '--help'], { columns: 60 });
      const lines = stdout.slice(0, stdout.indexOf('\nExample:')).split('\n');
      expect(lines.filter((line) => textWidth(line) > 60)).toEqual([]);
      expect(stdout).not.toContain('\u001b');
    });
  },
);

it('serve --help shows its flags', async () => {
  const { exitCode, stdout } = await cli(['serve', '--help'], { columns: 200 });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('--port <n>');
  expect(stdout).toContain('--grpc-port <n>');
  expect(stdout).toContain('(default: "8080")');
  expect(stdout).toContain('(default: "127.0.0.1")');
});

it('shows defaults, choices, and what must be given', async () => {
  const { stdout } = await cli(['train', '--help'], { columns: 200 });
  expect(stdout).toMatch(/--seed <n> .*\(default: 7\)$/m);
  expect(stdout).toMatch(/--task <value> .*\(choices: "binary", "multiclass", "regression", "anomaly", "cluster"\)$/m);
  expect(stdout).toMatch(/--exclude <a,b> /);
  const retrain = await cli(['retrain', '--help'], { columns: 200 });
  expect(retrain.stdout).toMatch(/--data <value> .*\(required\)$/m);
});

it('the way to the first help loads commander and nothing else', () => {
  expect(packagesBehind('bin.ts', ['./cli/main.ts'])).toEqual(['commander']);
});

/** Packages that a source file and its static imports load, and files that it is known to load at once. */
function packagesBehind(entry: string, alsoLoaded: readonly string[]): string[] {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string, more: readonly string[] = []) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(fileURLToPath(new URL(`../../src/${path}`, import.meta.url)), 'utf8');
    for (const specifier of [...importsOf(text, { staticOnly: true, valuesOnly: true }), ...more]) {
      if (specifier.startsWith('.')) visit(posix.join(dirname(path), specifier));
      else if (!specifier.startsWith('node:')) packages.add(specifier);
    }
  };
  visit(entry, alsoLoaded);
  expect(seen.size).toBeGreaterThan(5);
  return [...packages];
}
