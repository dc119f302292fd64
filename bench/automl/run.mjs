/**
 * `modelwright train` beside FLAML and AutoGluon (medium quality): the same train and test rows, the same minutes and threads, one
 * scorer. Every fit is kept, so a run takes up where an earlier one stopped. `node bench/automl/run.mjs`
 *
 *   --budget <s>       seconds of each fit (default 60)
 *   --sets <a,b>       sets by name, `twelve` or `four` (chosen by rules, see sets.mjs; default twelve), or `all`
 *   --systems <a,b>    of modelwright, flaml, autogluon (default all three); `modelwright-fast` and the like use a preset
 *   --seeds <1,2>      divisions into train and test rows (default 1)
 *   --threads <n>      of each system (default 2)
 *   --cache <folder>   results and divided sets (default: modelwright-automl in the folder for temporary files)
 *   --log <file>       a line for each finished fit besides
 *   --retry            fit again what crashed or timed out
 *   --disturbed <n>    fit again what other programs kept from working for more than this share of its time (0 to 1)
 *   --table            fit nothing, print the tables of what there is
 *   --build <hash>     with --table: of that build of modelwright (it is in the names of the kept results; default the one in dist)
 *   --write            put the tables into RESULTS.md as well
 *
 * MODELWRIGHT_BENCH_DATA names the folder with the sets. The peers' Pythons: `node bench/peers/setup.mjs flaml autogluon`, or
 * MODELWRIGHT_BENCH_FLAML and MODELWRIGHT_BENCH_AUTOGLUON.
 */
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFile } from '../data/folder-sets.mjs';
import { loadNow } from '../machine.mjs';
import { writeSections } from '../results-file.mjs';
import { cachedResult, cacheResult } from './cached.mjs';
import { divideSet } from './divide.mjs';
import { openOurs } from './ours.mjs';
import { openPeer } from './peers.mjs';
import { scoreOf } from './score.mjs';
import { fourSets, sets, twelveSets } from './sets.mjs';
import { tablesOf, waitedShare } from './table.mjs';
import { winnerOf } from './winner.mjs';

const { values: asked } = parseArgs({
  options: {
    budget: { type: 'string', default: '60' },
    sets: { type: 'string', default: 'twelve' },
    systems: { type: 'string', default: 'modelwright,flaml,autogluon' },
    seeds: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    cache: { type: 'string', default: join(tmpdir(), 'modelwright-automl') },
    log: { type: 'string' },
    retry: { type: 'boolean', default: false },
    disturbed: { type: 'string' },
    table: { type: 'boolean', default: false },
    build: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const budget = Number(asked.budget);
const threads = Number(asked.threads);
const seeds = asked.seeds.split(',').map(Number);
const systemNames = asked.systems.split(',');
const setNames = asked.sets.split(',').flatMap((name) => {
  if (name === 'twelve') return twelveSets();
  if (name === 'four') return fourSets();
  if (name === 'all') return Object.keys(sets);
  if (!sets[name]) throw new Error(`no set ${name}; there are: four, twelve, all, ${Object.keys(sets).join(', ')}`);
  return [name];
});

const systems = {};
for (const name of systemNames) {
  const [system, preset] = name.split('-');
  systems[name] = system === 'modelwright' ? openOurs(preset) : await openPeer(name);
}
// One folder for each run, so that two of them may go on at a time; what was interrupted leaves nothing behind.
const work = join(asked.cache, 'work', String(process.pid));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const found = {};
for (const set of setNames) {
  found[set] = {};
  for (const system of systemNames) {
    const results = [];
    for (const seed of seeds) {
      const version = (system.startsWith('modelwright') && asked.build) || systems[system].version;
      const key = { set, system, version, budget, seed };
      const kept = cachedResult(asked.cache, key);
      const done = kept && (kept.status === 'ok' || !asked.retry) && !isDisturbed(kept);
      if (asked.table && !kept) continue;
      results.push(done || asked.table ? kept : await fitOnce(key));
    }
    if (results.length > 0) found[set][system] = results;
  }
}
const { table, summary } = tablesOf(found, systemNames, sets, budget);
console.log(`\n${table}\n\n${summary}`);
if (asked.write) {
  const division = asked.seeds === '1' ? '' : `, division ${seeds.join(' and ')}`;
  const title = `## AutoML: ${systemNames.join(', ')}, ${budget} s a fit, ${threads} threads${division}`;
  writeSections([`${title}\n\n${table}\n\n${summary}\n\n- ${versionsOf(found).join('; ')}\n`]);
}

/** Versions of the systems and of what they use, by the first result of each. */
function versionsOf(results) {
  return systemNames.map((system) => {
    const first = Object.values(results).find((ofSet) => ofSet[system])?.[system][0];
    return Object.entries(first?.versions ?? {})
      .map(([name, version]) => `${name} ${version}`)
      .join(', ');
  });
}

/** Whether to fit again because of what other programs took; a fit of which that is not known counts as disturbed. */
function isDisturbed(result) {
  return asked.disturbed !== undefined && !(waitedShare(result) <= Number(asked.disturbed));
}

/** One fit, scored and kept. */
async function fitOnce(key) {
  const { set: name, system, seed } = key;
  const set = sets[name];
  const { path, reason } = dataFile(set.file ?? `${name}.csv.gz`);
  if (reason) throw new Error(reason);
  const divided = await divideSet(join(asked.cache, 'sets', name, `seed${seed}`), path, set, seed);
  const folder = join(work, system);
  mkdirSync(folder, { recursive: true });
  const load = loadNow();
  const { figures, predictions } = await systems[system].fit({ folder, divided, set, budget, seed, threads });
  rmSync(folder, { recursive: true, force: true });
  const scores = predictions ? scoreOf(set, JSON.parse(readFileSync(divided.truth, 'utf8')), predictions) : {};
  const { rows, columns } = divided;
  const result = { ...figures, ...scores, metric: set.metric, task: set.task, rows, columns, load, threads };
  cacheResult(asked.cache, key, result);
  report(key, result);
  return result;
}

function report({ set, system, version, budget: seconds, seed }, result) {
  const { status, metric, score, plain, fitSeconds, processSeconds, rowMs, tail, processorSeconds } = result;
  const cores = `${(processorSeconds / processSeconds).toFixed(2)} cores, ${Math.round(100 * waitedShare(result))} % disturbed`;
  const figures =
    status === 'ok'
      ? `${metric} ${score.toPrecision(5)} (${plain.toPrecision(4)}), fit ${fitSeconds.toFixed(1)} s, row ${rowMs.toPrecision(3)} ms, ${winnerOf(result)}, ${cores}`
      : `${status}: ${tail.trim().split('\n').at(-1)}`;
  const line = `${new Date().toISOString().slice(11, 19)} ${set} ${system} ${version} ${seconds}s seed ${seed}: ${figures}`;
  console.log(line);
  if (asked.log) appendFileSync(asked.log, `${line}\n`);
}
