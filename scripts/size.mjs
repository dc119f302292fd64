// The size of the project: lines by folder, and the package. Fails when a file or folder grows past what is agreed on.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Agreed limits, in lines. Tests may be longer: a table of cases is easy to read at any length. */
export const limits = { median: 120, p90: 300, file: 300, testFile: 500 };

/** Files that may be longer, each with the reason. A line here that is no longer needed fails too. */
const reasons = new Map([]);

const sourceFolders = ['src', 'kernel', 'tests', 'scripts', 'examples', 'bench'];
const isSource = /(?<!\.d)\.(ts|tsx|mjs)$/;
const isTest = (path) => path.startsWith('tests/') || path.endsWith('.test.ts');

/** Every source file below a root, with its lines: `{ path, lines }`, sorted by path. */
export function sourceFiles(root) {
  return sourceFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && isSource.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: relative(root, path).split(sep).join('/'),
      lines: readFileSync(path, 'utf8').split('\n').length - 1,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What is too large, one sentence each; nothing when all is well. */
export function violations(files, allowed = reasons) {
  const found = [];
  for (const { path, lines } of files) {
    const limit = isTest(path) ? limits.testFile : limits.file;
    if (lines > limit && !allowed.has(path)) found.push(`${path} has ${lines} lines, the limit is ${limit}`);
    if (lines <= limit && allowed.has(path)) found.push(`${path} no longer needs its reason to be longer`);
  }
  const names = new Set(files.map(({ path }) => path));
  for (const path of allowed.keys()) if (!names.has(path)) found.push(`${path} has a reason but does not exist`);
  const product = files.filter(({ path }) => path.startsWith('src/') && !isTest(path));
  for (const [name, share] of [
    ['median', 0.5],
    ['p90', 0.9],
  ]) {
    const lines = quantile(product, share);
    if (lines > limits[name])
      found.push(`the ${name} of the files in src is ${lines} lines, the limit is ${limits[name]}`);
  }
  return found;
}

/** Lines that this share of the files does not exceed. */
function quantile(files, share) {
  const sorted = files.map(({ lines }) => lines).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function folderOf(path) {
  if (!path.startsWith('src/')) return path.slice(0, path.indexOf('/'));
  return path.split('/').length > 2 ? path.split('/').slice(0, 2).join('/') : 'src';
}

function report(files) {
  const folders = new Map();
  for (const file of files) {
    const name = isTest(file.path) ? 'tests' : folderOf(file.path);
    folders.set(name, [...(folders.get(name) ?? []), file]);
  }
  const rows = [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => {
      const largest = members.reduce((most, file) => (file.lines > most.lines ? file : most));
      return [name, members.length, total(members), quantile(members, 0.5), `${largest.lines} ${largest.path}`];
    });
  const product = files.filter(({ path }) => path.startsWith('src/') && !isTest(path));
  rows.push(['src, without tests', product.length, total(product), quantile(product, 0.5), '']);
  for (const row of [['folder', 'files', 'lines', 'median', 'largest'], ...rows]) {
    const [name, ...figures] = row;
    const largest = figures.pop();
    console.log(
      `${name.padEnd(20)}${figures.map((figure) => String(figure).padStart(8)).join('')}  ${largest}`.trimEnd(),
    );
  }
}

function total(files) {
  return files.reduce((sum, { lines }) => sum + lines, 0);
}

/** The built package: its files on disk, and what npm would publish. */
function reportPackage(root) {
  if (!existsSync(join(root, 'dist'))) return;
  const bytes = readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  const { stdout, status } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const packed = status === 0 ? `, packed ${kilobytes([JSON.parse(stdout)].flat()[0].size)}` : '';
  console.log(`\ndist ${kilobytes(bytes)}${packed}`);
}

function kilobytes(bytes) {
  return `${Math.round(bytes / 1000)} kB`;
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const files = sourceFiles(root);
  report(files);
  reportPackage(root);
  const found = violations(files);
  for (const sentence of found) console.error(`too large: ${sentence}`);
  if (found.length > 0) process.exit(1);
}
