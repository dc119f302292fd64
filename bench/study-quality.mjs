/**
 * How good the best trial is after a number of trials, ours against Optuna's of the same kind: medians over seeds of its
 * distance from the minimum. `node bench/study-quality.mjs --cache <folder>`
 *
 *   --cache <folder>       keeps what is known: a run that was ended goes on where it was, and Optuna runs once per version
 *   --seeds <n>            of each search, default 20; of Gaussian processes, which take long, at most 10
 *   --only <problem>       this one alone (may be given again)
 *   --samplers TPE,CMA-ES  these alone
 *   --again                ours anew, for what is kept of ours does not know the code
 *   --kept                 runs nothing: the table of what is kept whole
 *   --write                put the table into RESULTS.md
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cmaSampler, createStudy, gpSampler, tpeSampler } from '../dist/index.js';
import { distributionsReady } from '../dist/math/distributions.js';
import { problemNames, problemOf } from './data/search-problems.mjs';
import { median, peerPython, timeProcess } from './measure.mjs';
import { mannWhitney } from './rank-test.mjs';
import { sectionOf, writeSections } from './results-file.mjs';

const peer = fileURLToPath(new URL('./peers/optuna_functions.py', import.meta.url));
const trials = [50, 100, 200];
const samplers = { TPE: tpeSampler, 'CMA-ES': cmaSampler, GP: gpSampler };
/** Seeds that one process of the peer runs. */
const seedsAtOnce = { TPE: 5, 'CMA-ES': 5, GP: 1 };
/** A Gaussian process of 200 trials takes minutes, and much longer where other programs run. */
const longestSearchMs = 4 * 3_600_000;

const { values: asked } = parseArgs({
  options: {
    cache: { type: 'string' },
    seeds: { type: 'string', default: '20' },
    only: { type: 'string', multiple: true, default: problemNames },
    samplers: { type: 'string', default: Object.keys(samplers).join(',') },
    again: { type: 'boolean', default: false },
    kept: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const { cache } = asked;
if (!cache) throw new Error('--cache <folder> is missing');
mkdirSync(cache, { recursive: true });
const chosen = asked.samplers.split(',');
const unknown = [
  ...chosen.filter((one) => !(one in samplers)),
  ...asked.only.filter((one) => !problemNames.includes(one)),
];
if (unknown.length > 0)
  throw new Error(`no ${unknown.join(', ')}; there are ${[...Object.keys(samplers), ...problemNames].join(', ')}`);
const { python, reason } = peerPython();
if (!python) throw new Error(reason);

await distributionsReady();

const rows = [];
const notKept = [];
let version = '';
for (const name of asked.only) {
  const problem = await problemOf(name, cache);
  if (!problem) continue;
  for (const sampler of chosen) {
    const seeds = Array.from(
      { length: sampler === 'GP' ? Math.min(10, Number(asked.seeds)) : Number(asked.seeds) },
      (_, i) => i + 1,
    );
    const file = (side) => join(cache, `${side}-${sampler}-${name.replaceAll(' ', '-')}.jsonl`);
    if (asked.kept && ['ours', 'optuna'].some((side) => missingOf(keptIn(file(side)), seeds).length > 0)) {
      notKept.push(`${sampler} on ${name.replace('boosting on ', '')}`);
      continue;
    }
    if (asked.again) rmSync(file('ours'), { force: true });
    const ours = await known(file('ours'), seeds, async (missing, found) => {
      for (const seed of missing) found({ seed, best: await bestOf(sampler, problem, seed) });
    });
    const theirs = await known(file('optuna'), seeds, async (missing, found) => {
      for (let i = 0; i < missing.length; i += seedsAtOnce[sampler]) {
        const settings = { ...problem.peer, sampler, seeds: missing.slice(i, i + seedsAtOnce[sampler]), trials };
        const path = join(cache, `settings-${sampler}.json`);
        writeFileSync(path, JSON.stringify(settings));
        const { stdout } = await timeProcess(python, [peer, path], {}, longestSearchMs);
        for (const line of stdout.trim().split('\n')) found(JSON.parse(line));
      }
    });
    version = theirs[0].version;
    rows.push(...compared(name, sampler, problem.minimum, ours, theirs));
  }
}
const columns = [
  'problem',
  'sampler',
  'trials',
  'ours',
  `Optuna ${version}`,
  'share of pairs in which ours is above',
  'p',
  'verdict',
];
const notes = [
  'median distance of the best trial from the minimum, over 20 seeds (10 of GP); lower is better',
  'p: Mann and Whitney (1947), of both sides being alike; "worse" and "better" where it is below 0.05',
  'boosting: 3,000 combinations of six parameters, fitted once each on two thirds of the rows and judged on the third',
  ...(notKept.length > 0 ? [`not compared yet: ${notKept.join(', ')}`] : []),
];
if (notKept.length > 0) console.log(notes.at(-1));
if (asked.write) writeSections([sectionOf(`quality of searches beside Optuna ${version}`, { columns, rows, notes })]);

function keptIn(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line));
}

function missingOf(kept, seeds) {
  return seeds.filter((seed) => !kept.some((one) => one.seed === seed));
}

/** The kept outcomes by seed, with those that are missing added as they become known. */
async function known(file, seeds, complete) {
  const kept = keptIn(file);
  await complete(missingOf(kept, seeds), (one) => {
    kept.push(one);
    appendFileSync(file, `${JSON.stringify(one)}\n`);
  });
  return kept.filter(({ seed }) => seeds.includes(seed));
}

async function bestOf(sampler, { space, value }, seed) {
  const study = await createStudy({ space, sampler: samplers[sampler](), seed });
  const best = [];
  for (let n = 1; n <= trials.at(-1); n++) {
    const trial = study.ask();
    study.tell(trial, value(trial.params));
    if (trials.includes(n)) best.push(study.best.value);
  }
  return best;
}

/** A row of the table for each number of trials. */
function compared(name, sampler, minimum, ours, theirs) {
  return trials.map((count, i) => {
    const [a, b] = [ours, theirs].map((runs) => runs.map(({ best }) => best[i]));
    const { share, p } = mannWhitney(a, b);
    const verdict = p >= 0.05 ? 'alike' : share > 0.5 ? 'worse' : 'better';
    const distances = [a, b].map((values) => (median(values) - minimum).toPrecision(4));
    const row = [name, sampler, count, ...distances, share.toFixed(2), p.toFixed(3), verdict];
    console.log(row.join(' | '));
    return row;
  });
}
