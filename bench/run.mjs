/**
 * Measures ours and the peers. `node bench/run.mjs` runs every case and writes RESULTS.md.
 *
 *   --only <case>    this case alone (may be given again)
 *   --repeats <n>    runs of each side of a training case (default 5)
 *   --minutes <n>    begin nothing new after so long (default 60)
 *   --small          a twentieth of the rows: to see that the cases work
 *   --write          with --only: renew the sections of these cases in RESULTS.md
 *
 * Peers run in bench/peers/venv (`node bench/peers/setup.mjs` makes it) or with the Python that MODELWRIGHT_BENCH_PYTHON names;
 * MODELWRIGHT_BENCH_DATA names the folder with the real sets. A case whose peer or data is absent says so.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { busyLoad, loadNow } from './machine.mjs';
import { peerPython, timeProcess } from './measure.mjs';
import { sectionOf, writeSections } from './results-file.mjs';

const cases = [
  'help',
  'profile',
  'predict-http',
  'predict-in-process',
  'predict-ensemble',
  'train-dense',
  'train-missing',
  'train-flights',
  'train-flights-3m',
  'train-adult',
  'train-california',
  'train-wide',
  'train-forest',
  'predict-row',
  'predict-batch',
  'explain',
  'memory',
];
const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    repeats: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '60' },
    small: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const unknown = asked.only.filter((name) => !cases.includes(name));
if (unknown.length > 0) {
  console.error(`no case ${unknown.join(', ')}; there are: ${cases.join(', ')}`);
  process.exit(2);
}

const deadlineMs = performance.now() + Number(asked.minutes) * 60_000;
const options = {
  repeats: Number(asked.repeats),
  deadlineMs,
  /** Rows of a made-up or cut table. */
  rows: (n) => (asked.small ? Math.ceil(n / 20) : n),
};
const { python, reason } = peerPython();
if (!python) console.log(`Without peers: ${reason}.`);

const sections = [];
for (const name of asked.only.length > 0 ? asked.only : cases) {
  if (performance.now() > deadlineMs) {
    console.log(`\n${name}: not run, the time was up`);
    continue;
  }
  const load = loadNow();
  const { title, measure } = await import(`./cases/${name}.mjs`);
  console.log(`\n${title}`);
  const found = await measure(options);
  const rows = Array.isArray(found)
    ? found.map(({ name: what, value, target = '' }) => [what, value, target])
    : found.rows;
  for (const row of Array.isArray(found) ? rows : [found.columns, ...rows]) console.log(`  ${row.join(' | ')}`);
  for (const note of found.notes ?? []) console.log(`  ${note}`);
  const busy = load > busyLoad ? `Busy machine: load ${load.toFixed(2)} when the case began.` : '';
  sections.push(sectionOf(title, found, busy));
}

const whole = asked.only.length === 0;
if (!asked.small && (whole || asked.write)) writeSections(sections, whole ? await head() : undefined);

async function head() {
  return `# Measured speed

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${cpus()[0].model}), ${Math.round(totalmem() / 1024 ** 3)} GB,
Node ${process.versions.node}${await peers()}. Medians; both sides of a comparison ran in this one run, on the same data, in turn.
"peer / ours" is the peer's time over ours: above 1, ours is faster.
`;
}

async function peers() {
  if (!python) return ', without peers';
  const names = ['lightgbm', 'xgboost', 'scikit-learn', 'shap', 'onnxruntime', 'pandas'];
  const code = `import importlib.metadata as m, sys; print(sys.version.split()[0], *(f"{n} {m.version(n)}," for n in ${JSON.stringify(names)}))`;
  const { stdout } = await timeProcess(python, ['-c', code]);
  return `, Python ${stdout.trim().replace(' ', ' with ').replace(/,$/, '')}`;
}
