/** The chores that judge the project: its sizes and its lock file. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

type Json = Record<string, unknown>;
interface SizedFile {
  readonly path: string;
  readonly lines: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const script = (name: string) => import(new URL(`../scripts/${name}.mjs`, import.meta.url).href);
const read = (file: string): Json => JSON.parse(readFileSync(`${root}/${file}`, 'utf8'));

describe('size', async () => {
  const size = await script('size');
  const violations = size.violations as (files: SizedFile[], allowed?: Map<string, string>) => string[];
  const small = Array.from({ length: 20 }, (_, i) => ({ path: `src/core/part-${i}.ts`, lines: 40 }));

  it('finds nothing wrong with this project', () => {
    const files: SizedFile[] = size.sourceFiles(root);
    expect(files.map(({ path }) => path)).toContain('src/cli/main.ts');
    expect(violations(files)).toEqual([]);
  });

  it.each([
    ['a long file', [{ path: 'src/core/long.ts', lines: 301 }], ['src/core/long.ts has 301 lines, the limit is 300']],
    ['a long test', [{ path: 'src/a.test.ts', lines: 501 }], ['src/a.test.ts has 501 lines, the limit is 500']],
    ['a file at the limit', [{ path: 'src/core/long.ts', lines: 300 }], []],
  ])('judges %s', (_, more, expected) => {
    expect(violations([...small, ...more])).toEqual(expected);
  });

  it('judges all files together', () => {
    const large = small.map((file) => ({ ...file, lines: 121 }));
    expect(violations(large)).toEqual(['the median of the files in src is 121 lines, the limit is 120']);
  });

  it('takes reasons, and wants them to be needed', () => {
    const long = { path: 'src/core/long.ts', lines: 400 };
    expect(violations([...small, long], new Map([[long.path, 'one table']]))).toEqual([]);
    expect(violations(small, new Map([[small[0].path, 'it was long']]))).toHaveLength(1);
    expect(violations(small, new Map([['src/gone.ts', 'it was long']]))).toHaveLength(1);
  });
});

describe('the lock file', async () => {
  const problems = (await script('lockfile-check')).lockfileProblems as (manifest: Json, lock: Json) => string[];
  const manifest = { engines: { node: '>=20.20' }, dependencies: { a: '1.2.3' }, allowScripts: { built: false } };
  const integrity = 'sha512-abc';
  const lockOf = (packages: Json) => ({
    lockfileVersion: 3,
    packages: { '': {}, 'node_modules/a': { version: '1.2.3', integrity }, ...packages },
  });

  it('of this project is sound', () => {
    expect(problems(read('package.json'), read('package-lock.json'))).toEqual([]);
  });

  it.each<[string, Json, string]>([
    ['content without a hash', { 'node_modules/b': { version: '1.0.0' } }, 'no SHA-512 integrity'],
    ['a weak hash', { 'node_modules/b': { version: '1.0.0', integrity: 'sha1-abc' } }, 'no SHA-512 integrity'],
    ['a bound host', { 'node_modules/b': { integrity, resolved: 'https://host.example/b.tgz' } }, 'host.example'],
    ['a link', { 'node_modules/b': { integrity, link: true } }, 'link to a folder'],
    ['an install script', { 'node_modules/b': { integrity, hasInstallScript: true } }, 'install script'],
    ['a newer Node', { 'node_modules/b': { integrity, engines: { node: '>=22' } } }, 'needs Node >=22'],
    ['a missing platform', { 'node_modules/b': { integrity, optionalDependencies: { c: '1' } } }, 'can use c'],
    ['another version', { 'node_modules/a': { integrity, version: '1.2.4' } }, '1.2.4 in the lock file'],
  ])('fails for %s', (_, packages, sentence) => {
    const found = problems(manifest, lockOf(packages));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(sentence);
  });

  it.each<[string, Json]>([
    ['a script that is switched off', { 'node_modules/built': { integrity, hasInstallScript: true } }],
    [
      'what runs on another system only',
      { 'node_modules/b': { integrity, os: ['darwin'], engines: { node: '>=22' } } },
    ],
    [
      'a platform package beside or within',
      {
        'node_modules/b': { integrity, optionalDependencies: { c: '1', d: '1' } },
        'node_modules/c': { integrity },
        'node_modules/b/node_modules/d': { integrity },
      },
    ],
  ])('passes %s', (_, packages) => {
    expect(problems(manifest, lockOf(packages))).toEqual([]);
  });

  it('fails for ranges and old formats', () => {
    const loose = { ...manifest, dependencies: { a: '^1.2.3' } };
    expect(problems(loose, lockOf({}))[0]).toContain('no exact version');
    expect(problems(manifest, { ...lockOf({}), lockfileVersion: 2 })).toEqual(['the lock file has version 2, not 3']);
  });
});
