/** Writes a set as train.csv, test.csv (without the target) and truth.json, so that every system reads the same rows. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '../../dist/math/philox.js';
import { queryColumns } from '../data/folder-sets.mjs';
import { foldsOf } from '../paired-folds.mjs';

/** One row of so many is for tests. */
const parts = 4;

/**
 * Divides a set, once per folder and seed.
 *
 * @param source path of the data file.
 * @param set as `sets.mjs` has it.
 * @param most test rows.
 * @returns `{ train, test, truth, rows: { train, test }, columns }`: paths, counts, and the number of features.
 */
export async function divideSet(folder, source, set, seed, most = 20_000) {
  mkdirSync(folder, { recursive: true });
  const at = (name) => join(folder, name);
  const paths = { train: at('train.csv'), test: at('test.csv'), truth: at('truth.json') };
  const described = at('divided.json');
  if (existsSync(described)) return { ...paths, ...JSON.parse(readFileSync(described, 'utf8')) };
  const { names, cells, isTest } = await readRows(source, set, seed, most);
  const kept = (test) => Array.from(isTest.keys()).filter((row) => isTest[row] === (test ? 1 : 0));
  const [trainRows, testRows] = [kept(false), kept(true)];
  const features = names.filter((name) => name !== set.target);
  writeCsv(paths.train, [...features, set.target], cells, trainRows);
  writeCsv(paths.test, features, cells, testRows);
  writeFileSync(paths.truth, JSON.stringify(testRows.map((row) => cells[set.target][row])));
  const found = { rows: { train: trainRows.length, test: testRows.length }, columns: features.length };
  // Written last and moved into place, so that what was interrupted is not taken for whole.
  writeFileSync(`${described}.part`, JSON.stringify(found));
  renameSync(`${described}.part`, described);
  return { ...paths, ...found };
}

/** Every cell as the text of the file (null: missing), and which rows are for tests (1), for training (0) or neither (2). */
async function readRows(source, set, seed, most) {
  const { target, drop, draw, testIf } = set;
  const from = source.endsWith('.parquet')
    ? `select columns(* exclude (file_row_number))::varchar from (
         select * from read_parquet('${source}', file_row_number = true) order by hash(file_row_number) limit ${draw}
       ) order by file_row_number`
    : `select * from read_csv('${source}', all_varchar = true)`;
  const cells = await queryColumns(from);
  const nRows = cells[target].length;
  const isTest = testIf
    ? Uint8Array.from(cells[testIf[0]], (value) => (value === testIf[1] ? 1 : 0))
    : testRowsOf(cells, nRows, set, seed, most);
  const names = Object.keys(cells).filter((name) => !drop.includes(name) && name !== testIf?.[0]);
  for (let row = 0; row < nRows; row++) if (cells[target][row] === null) isTest[row] = 2;
  cutTest(isTest, seed, most);
  return { names, cells, isTest };
}

function testRowsOf(cells, nRows, { target, task, time, copies }, seed, most) {
  if (time !== undefined) return latest(cells[time], Math.min(Math.floor(nRows / parts), most));
  if (copies === 'together') {
    const features = Object.keys(cells).filter((name) => name !== target);
    const keys = Array.from({ length: nRows }, (_, row) => JSON.stringify(features.map((name) => cells[name][row])));
    const groups = new Map([...new Set(keys)].map((key, i) => [key, i]));
    const folds = foldsOf(Array.from(groups.values()), true, parts, seed);
    return Uint8Array.from(keys, (key) => (folds[groups.get(key)] === 0 ? 1 : 0));
  }
  const folds = foldsOf(cells[target], task === 'regression', parts, seed);
  return Uint8Array.from(folds, (fold) => (fold === 0 ? 1 : 0));
}

/** The latest `count` rows, and those of the same time as the first of them: nothing of a test's moment is learned from. */
function latest(texts, count) {
  const numbers = texts.map(Number);
  const times = numbers.every(Number.isFinite) ? numbers : texts;
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const ordered = [...times].sort(compare);
  const first = ordered[ordered.length - count];
  return Uint8Array.from(times, (time) => (compare(time, first) >= 0 ? 1 : 0));
}

/** Leaves out test rows above the limit, by chance. */
function cutTest(isTest, seed, most) {
  let left = most;
  for (const row of createRng(seed).split('test rows').permutation(isTest.length))
    if (isTest[row] === 1 && left-- <= 0) isTest[row] = 2;
}

function writeCsv(path, names, cells, rows) {
  const lines = [names.map(quoted).join(',')];
  for (const row of rows) lines.push(names.map((name) => quoted(cells[name][row])).join(','));
  writeFileSync(path, `${lines.join('\n')}\n`);
}

function quoted(text) {
  if (text === null) return '';
  return /[",\n\r]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}
