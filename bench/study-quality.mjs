/**
 * How good the best trial is after a number of trials, ours against Optuna's TPE: medians over seeds of its distance from the
 * known minimum. `node bench/study-quality.mjs [--seeds 20] [--generation 1] [--function Branin]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createStudy, haltonSampler, randomSampler, tpeSampler } from '../dist/index.js';
import { distributionsReady } from '../dist/math/distributions.js';
import { testFunctions } from './data/test-functions.mjs';
import { median, peerPython, timeProcess } from './measure.mjs';
import { mannWhitney } from './rank-test.mjs';
import { withFolder } from './tree-model.mjs';

const peer = fileURLToPath(new URL('./peers/optuna_functions.py', import.meta.url));
const trials = [50, 100, 200];
const samplers = {
  'modelwright TPE': tpeSampler,
  'modelwright Halton': haltonSampler,
  'modelwright random': randomSampler,
};

const { values: asked } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    generation: { type: 'string', default: '1' },
    function: { type: 'string' },
  },
});
const seeds = Number(asked.seeds);
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
  const found = {};
  for (const [label, sampler] of Object.entries(samplers)) {
    found[label] = [];
    for (let seed = 1; seed <= seeds; seed++) found[label].push(await bestOf(sampler, described, seed));
  }
  await withFolder(async (folder) => {
    const settings = join(folder, 'settings.json');
    const { bounds } = described;
    writeFileSync(settings, JSON.stringify({ function: name, bounds, seeds, trials, samplers: ['TPE'] }));
    const answer = JSON.parse((await timeProcess(python, [peer, settings])).stdout);
    found[`Optuna ${answer.version} TPE`] = answer.found.TPE;
  });
  const reference = Object.keys(found).at(-1);
  console.log(`\n${name}, ${seeds} seeds: median distance from the minimum after ${trials.join(', ')} trials`);
  for (const [label, runs] of Object.entries(found)) {
    const medians = trials.map((_, i) => median(runs.map((run) => run[i])) - described.minimum);
    const tests = trials.map((_, i) => {
      const { share, p } = mannWhitney(
        runs.map((run) => run[i]),
        found[reference].map((run) => run[i]),
      );
      return `${share.toFixed(2)} (p ${p.toFixed(2)})`;
    });
    const versus = label === reference ? '' : `   share of pairs above Optuna's: ${tests.join(', ')}`;
    console.log(`${label.padEnd(20)} ${medians.map((x) => x.toPrecision(4).padStart(9)).join(' ')}${versus}`);
  }
}
