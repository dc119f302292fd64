/** The structure of src/, checked from its text: ranks of folders, index files, banned functions, who may import what. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { codeOnly, importsOf } from './source-text.ts';

const root = fileURLToPath(new URL('../src', import.meta.url));

/** DESIGN: a file may import its own folder and strictly lower ranks. */
const ranks = new Map([
  ['core', 0],
  ['client', 1],
  ['math', 1],
  ['table', 1],
  ['metrics', 2],
  ['sql', 2],
  ['report', 2],
  ['data', 3],
  ['store', 3],
  ['estimators', 4],
  ['tracking', 4],
  ['jobs', 4],
  ['access', 4],
  ['evaluate', 5],
  ['exchange', 5],
  ['abtest', 5],
  ['native', 5],
  ['train', 6],
  ['serve', 6],
  ['monitor', 6],
  ['lifecycle', 7],
  ['app', 8],
  ['cli', 9],
  ['server', 9],
  ['testing', 10],
  ['.', 11],
]);

/** Entries of worker threads start from nothing, so they load their folder's whole list. */
const workerEntries = new Set(['estimators/fit-worker.ts']);

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: SourceFile[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .sort((a, b) => (a < b ? -1 : 1))
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return {
      path,
      folder: path.includes('/') ? path.slice(0, path.indexOf('/')) : '.',
      text,
      imports: importsOf(text),
    };
  });

/** Path below src/ that a relative import names. */
const target = (file: SourceFile, specifier: string) => posix.normalize(`${dirname(file.path)}/${specifier}`);
const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.');

describe('folders', () => {
  it('have a rank each', () => {
    expect(files.filter((file) => !ranks.has(file.folder)).map((file) => file.path)).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
  });

  it('import their own folder and strictly lower ranks only', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => target(file, specifier))
        .filter((path) => folderOf(path) !== file.folder && ranks.get(folderOf(path))! >= ranks.get(file.folder)!)
        .map((path) => `${file.path} -> ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it('never reach their own index through a member', () => {
    const wrong = files
      .filter((file) => !workerEntries.has(file.path) && !file.path.endsWith('/index.ts') && file.folder !== '.')
      .flatMap((file) =>
        file.imports
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => target(file, specifier))
          .filter((path) => path.endsWith('/index.ts') && dirname(file.path).startsWith(dirname(path)))
          .map((path) => `${file.path} -> ${path}`),
      );
    expect(wrong).toEqual([]);
  });

  it('have no cycle between files', () => {
    expect(cycles()).toEqual([]);
  });
});

describe('packages', () => {
  const owners: [RegExp, RegExp][] = [
    [/^@duckdb\//, /^sql\//],
    [/^@photostructure\/sqlite/, /^store\//],
    [/^kysely/, /^(store|tracking|jobs)\//],
    [/^echarts/, /^report\//],
    [/^cephes/, /^math\//],
    [/^fastify|^@fastify\/|^prom-client/, /^server\//],
    [/^jose/, /^access\//],
    [/^commander|^cli-table3/, /^cli\//],
    [/^piscina/, /^(core|estimators|train)\//],
  ];

  it.each(owners.map(([name, owner]) => [name.source, name, owner] as const))(
    '%s is imported by its owner alone',
    (_, name, owner) => {
      const wrong = files.filter(
        (file) => !owner.test(file.path) && file.imports.some((specifier) => name.test(specifier)),
      );
      expect(wrong.map((file) => file.path)).toEqual([]);
    },
  );
});

it('the client takes types alone from other folders, so that browsers can load it', () => {
  const wrong = files
    .filter(({ folder }) => folder === 'client')
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';$/gm)]
        .map(([, specifier]) => specifier)
        .filter((specifier) => !specifier.startsWith('./'))
        .map((specifier) => `${path} -> ${specifier}`),
    );
  expect(wrong).toEqual([]);
});

describe('banned functions', () => {
  /** What gives other answers on other machines, Node versions, locales or runs; with the files that own it. */
  const banned: [string, RegExp, RegExp][] = [
    ['Math.random', /\bMath\.random\b/, /^$/],
    [
      'inexact Math functions',
      /\bMath\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)\b/,
      /^$/,
    ],
    ['**', /\*\*/, /^$/],
    ['Date.now', /\bDate\.now\b/, /^core\/clock\.ts$/],
    ['new Date()', /\bnew Date\(\s*\)/, /^core\/clock\.ts$/],
    ['performance.now', /\bperformance\.now\b/, /^(core|client)\/clock\.ts$/],
    [
      'crypto randomness',
      /\brandom(Bytes|UUID|Int|FillSync|Fill)\b/,
      /^(core\/(ids|atomic-file)|access\/api-key|store\/privacy\/home-key)\.ts$/,
    ],
    ['localeCompare', /\blocaleCompare\b/, /^$/],
    ['toLocale', /\.toLocale\w*/, /^$/],
    ['Intl', /\bIntl\b/, /^$/],
    ['Date.parse', /\bDate\.parse\b/, /^$/],
    ['sort() without a comparator', /\.(sort|toSorted)\(\s*\)/, /^math\/quantile\.ts$/],
    ['eval', /\beval\(|new Function\(/, /^$/],
  ];

  it.each(banned)('%s stays in the files that own it', (_, pattern, owner) => {
    const wrong = files.filter((file) => !owner.test(file.path) && pattern.test(codeOnly(file.text)));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});

describe('a file', () => {
  it('begins with what it is for', () => {
    const wrong = files.filter((file) => !/^(#!.*\n)?(\/\*\*|\/\/)/.test(file.text));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('has a name of full words in kebab-case', () => {
    const wrong = files.filter((file) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(file.path));
    expect(wrong.map((file) => file.path)).toEqual([]);
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|misc|common)(\/|\.ts$)/.test(file.path))).toEqual([]);
  });
});

function cycles(): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const file = byPath.get(path);
    if (!file || state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    state.set(path, 'open');
    for (const specifier of importsOf(file.text, { staticOnly: true, valuesOnly: true })) {
      if (specifier.startsWith('.')) visit(target(file, specifier), [...trail, path]);
    }
    state.set(path, 'done');
  };
  for (const file of files) visit(file.path, []);
  return found;
}
