/**
 * Measures and writes RESULTS.md. `node bench/run.mjs` runs every case, `node bench/run.mjs help profile` some and writes nothing.
 * Peers run when MODELWRIGHT_BENCH_PYTHON names a Python that has pandas, pyarrow and lightgbm.
 */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { peerPython, timeProcess } from './measure.mjs';

const cases = ['help', 'profile', 'predict-http', 'predict-in-process', 'predict-batch', 'fit-trees'];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !cases.includes(name));
if (unknown.length > 0) {
  console.error(`no case ${unknown.join(', ')}; there are: ${cases.join(', ')}`);
  process.exit(2);
}

const sections = [];
for (const name of asked.length > 0 ? asked : cases) {
  const { title, measure } = await import(`./cases/${name}.mjs`);
  console.log(`\n${title}`);
  const figures = await measure();
  for (const { name: what, value, target } of figures)
    console.log(`  ${what}: ${value}${target ? ` (${target})` : ''}`);
  const rows = figures.map(({ name: what, value, target = '' }) => `| ${what} | ${value} | ${target} |`);
  sections.push(`## ${title}\n\n| | measured | target |\n|---|---|---|\n${rows.join('\n')}\n`);
}

if (asked.length === 0) {
  const head = `# Measured speed

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${cpus()[0].model}), ${Math.round(totalmem() / 1024 ** 3)} GB,
Node ${process.versions.node}${await peers()}. Medians; both sides of a comparison ran in this one run, on the same data.
`;
  writeFileSync(fileURLToPath(new URL('./RESULTS.md', import.meta.url)), [head, ...sections].join('\n'));
}

async function peers() {
  const { python } = peerPython();
  if (!python) return ', without peers';
  const code = 'import lightgbm, pandas, sys; print(sys.version.split()[0], pandas.__version__, lightgbm.__version__)';
  const { stdout } = await timeProcess(python, ['-c', code]);
  const [version, pandas, lightgbm] = stdout.trim().split(' ');
  return `, Python ${version} with pandas ${pandas} and LightGBM ${lightgbm}`;
}
