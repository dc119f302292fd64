// The size report: how large each part of src/ is, and whether a file has grown beyond one purpose.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A file may have this many lines; more needs a reason here. */
const mostLines = 300;
const reasons = new Map([]);

const filesBelow = (folder) =>
  readdirSync(`${root}/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replaceAll('\\', '/'));

const sources = filesBelow('src').filter((path) => path.endsWith('.ts'));
const sized = sources.map((path) => ({
  path,
  folder: path.split('/').length > 2 ? path.split('/')[1] : '.',
  isTest: path.endsWith('.test.ts'),
  lines: readFileSync(`${root}/${path}`, 'utf8').split('\n').length - 1,
}));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

const rows = [...new Set(sized.map(({ folder }) => folder))].sort().map((folder) => {
  const files = sized.filter((file) => file.folder === folder && !file.isTest);
  const tests = sized.filter((file) => file.folder === folder && file.isTest);
  const total = (some) => some.reduce((sum, { lines }) => sum + lines, 0);
  const lines = files.map((file) => file.lines);
  return [folder, files.length, total(files), median(lines), Math.max(0, ...lines), total(tests)];
});
const sum = (column) => rows.reduce((total, row) => total + row[column], 0);
const code = sized.filter(({ isTest }) => !isTest).map(({ lines }) => lines);
rows.push(['all', sum(1), sum(2), median(code), Math.max(...code), sum(5)]);

console.log(rowText(['folder', 'files', 'lines', 'median', 'largest', 'test lines']));
for (const row of rows) console.log(rowText(row));

if (existsSync(`${root}/dist`)) {
  const bytes = filesBelow('dist').reduce((total, path) => total + statSync(`${root}/${path}`).size, 0);
  console.log(`dist: ${(bytes / 1024 / 1024).toFixed(1)} MB`);
}

const tooLong = sized.filter(({ path, isTest, lines }) => !isTest && lines > mostLines && !reasons.has(path));
for (const { path, lines } of tooLong)
  console.error(`${path}: ${lines} lines; ${mostLines} are allowed without a reason`);
process.exitCode = tooLong.length === 0 ? 0 : 1;

/** The first cell is left-aligned, the others are right-aligned. */
function rowText([first, ...rest]) {
  return first.padEnd(12) + rest.map((cell) => String(cell).padStart(11)).join('');
}
