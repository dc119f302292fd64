/** Milliseconds to predict one row in this process with a registered model: `node time-row.mjs <home> <model> <test.csv>`. */
import { openModelwright } from 'modelwright';
import { queryColumns } from '../data/folder-sets.mjs';
import { median } from '../measure.mjs';

const [home, ref, file] = process.argv.slice(2);
const mostRows = 200;
/** The first passes warm up: compiled code is what a server runs. */
const [passes, warming, longestMs] = [12, 4, 8000];

const cells = await queryColumns(`select * from read_csv('${file}', all_varchar = true) limit ${mostRows}`);
const mw = await openModelwright({ home });
const startedMs = performance.now();
const model = await mw.load(ref);
const loadMs = performance.now() - startedMs;
const { inputs } = model.signature;
const nRows = cells[inputs[0].name].length;
const rows = Array.from({ length: nRows }, (_, i) => [
  Object.fromEntries(inputs.map(({ name, type }) => [name, typed(cells[name][i], type)])),
]);
const firstMs = timeOf(rows[0]);
const times = [];
const untilMs = performance.now() + longestMs;
for (let pass = 0; pass < passes && (pass <= warming || performance.now() < untilMs); pass++)
  for (const row of rows) {
    const ms = timeOf(row);
    if (pass >= warming) times.push(ms);
  }
await mw.close();
console.log(JSON.stringify({ rowMs: median(times), rowFirstMs: firstMs, loadMs }));

function timeOf(row) {
  const beganMs = performance.now();
  model.predict(row);
  return performance.now() - beganMs;
}

function typed(text, type) {
  if (text === null) return null;
  if (type === 'number' || type === 'integer') return Number(text);
  return type === 'boolean' ? /^t/i.test(text) : text;
}
