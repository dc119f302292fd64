/**
 * How good the best trial is after a number of trials, ours against Optuna's of the same kind: medians over seeds of its
 * distance from the known minimum. Optuna's CMA-ES needs the package cmaes and its GP torch, in the peers' environment.
 * `node bench/study-quality.mjs [--seeds 20] [--generation 1] [--function Branin] [--samplers TPE,CMA-ES]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cmaSampler, createStudy, gpSampler, sobolSampler, tpeSampler } from '../dist/index.js';
import { distributionsReady } from '../dist/math/distributions.js';
import { testFunctions } from './data/test-functions.mjs';
import { median, peerPython, timeProcess } from './measure.mjs';
import { mannWhitney } from './rank-test.mjs';
import { withFolder } from './tree-model.mjs';

const peer = fileURLToPath(new URL('./peers/optuna_functions.py', import.meta.url));
const trials = [50, 100, 200];
const samplers = { TPE: tpeSampler, 'CMA-ES': cmaSampler, GP: gpSampler, Sobol: sobolSampler };
const peers = ['TPE', 'CMA-ES', 'GP'];

const { values: asked } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    generation: { type: 'string', default: '1' },
    function: { type: 'string' },
    samplers: { type: 'string', default: Object.keys(samplers).join(',') },
  },
});
const chosen = asked.samplers.split(',');
const unknown = chosen.find((name) => !(name in samplers));
if (unknown) throw new Error(`--samplers: one of ${Object.keys(samplers).join(', ')} must hold, got ${unknown}`);
/** Gaussian processes take long. */
const seedsOf = (sampler) => (sampler === 'GP' ? Math.min(10, Number(asked.seeds)) : Number(asked.seeds));
const { python, reason } = peerPython();
if (!python) throw new Error(reason);
await distributionsReady();

async function bestOf(sampler, { value, bounds }, seed) {
  const space = Object.fromEntries(bounds.map(([low, high], i) => [`x${i}`, { type: 'float', low, high }]));
  const study = await createStudy({ space, sampler: sampler(), seed, generation: Number(asked.generation) });
  const best = [];
  for (let n = 1; n <= trials.at(-1); n++) {
    const trial = study.ask();
    study.tell(trial, value(Object.values(trial.params)));
    if (trials.includes(n)) best.push(study.best.value);
  }
  return best;
}

for (const [name, described] of Object.entries(testFunctions)) {
  if (asked.function !== undefined && asked.function !== name) continue;
  const ours = {};
  for (const sampler of chosen) {
    ours[sampler] = [];
    for (let seed = 1; seed <= seedsOf(sampler); seed++)
      ours[sampler].push(await bestOf(samplers[sampler], described, seed));
  }
  const { theirs, version } = await withFolder(async (folder) => {
    const settings = join(folder, 'settings.json');
    const named = chosen.filter((sampler) => peers.includes(sampler));
    const seeds = Object.fromEntries(named.map((sampler) => [sampler, seedsOf(sampler)]));
    const { bounds } = described;
    writeFileSync(settings, JSON.stringify({ function: name, bounds, seeds, trials, samplers: named }));
    const answer = JSON.parse((await timeProcess(python, [peer, settings])).stdout);
    return { theirs: answer.found, version: answer.version };
  });
  console.log(`\n${name}: median distance from the minimum after ${trials.join(', ')} trials`);
  for (const [sampler, runs] of Object.entries(ours)) {
    const rivals = theirs[sampler];
    line(`modelwright ${sampler}, ${runs.length} seeds`, runs, described.minimum, rivals);
    if (rivals) line(`Optuna ${version} ${sampler}`, rivals, described.minimum);
  }
}

/** Prints medians; with rivals also the share of pairs in which ours is above theirs, and whether it is not worse. */
function line(label, runs, minimum, rivals) {
  const medians = trials.map((_, i) => median(runs.map((run) => run[i])) - minimum);
  const tests = rivals
    ? trials.map((_, i) => {
        const { share, p } = mannWhitney(
          runs.map((run) => run[i]),
          rivals.map((run) => run[i]),
        );
        return `${share.toFixed(2)} (p ${p.toFixed(2)}${share > 0.5 && p < 0.05 ? ', worse' : ''})`;
      })
    : [];
  const versus = rivals ? `   share of pairs above Optuna's: ${tests.join(', ')}` : '';
  console.log(`${label.padEnd(32)} ${medians.map((x) => x.toPrecision(4).padStart(9)).join(' ')}${versus}`);
}
