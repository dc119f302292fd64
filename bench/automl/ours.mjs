/** This project as a system: trained and asked through its command line, as it is built now. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { queryColumns } from '../data/folder-sets.mjs';
import { bin } from '../measure.mjs';
import { runChild } from './child.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const rowTimer = fileURLToPath(new URL('./time-row.mjs', import.meta.url));
const graceSeconds = 300;
const name = 'model';

/**
 * `{ version, fit }`; the version is made of the bytes of the build, so that another build is fitted anew.
 *
 * @param preset of `modelwright train`; its default when absent.
 */
export function openOurs(preset) {
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: dist, encoding: 'utf8' }).stdout?.trim();
  const options = preset === undefined ? [] : ['--preset', preset];
  return { version: buildHash(), fit: (job) => fitOurs({ ...job, options, commit }) };
}

function buildHash() {
  const hash = createHash('sha256');
  const files = readdirSync(dist, { recursive: true }).filter((path) => /\.(js|wasm)$/.test(path));
  for (const path of files.sort()) hash.update(path).update(readFileSync(join(dist, path)));
  return hash.digest('hex').slice(0, 10);
}

/** Fits, predicts and times single rows; as `fitPeer` answers. `seconds` are those of the whole process, start to end. */
async function fitOurs({ folder, divided, set, budget, seed, threads, options, commit }) {
  const home = join(folder, 'home');
  const output = join(folder, 'predictions.csv');
  for (const path of [home, output]) rmSync(path, { recursive: true, force: true });
  const limitSeconds = 2 * budget + graceSeconds;
  const run = (args) =>
    runChild(process.execPath, args, { limitSeconds, env: { MODELWRIGHT_HOME: home }, cwd: folder });
  const trained = await run([
    ...[
      bin,
      'train',
      divided.train,
      '--target',
      set.target,
      '--task',
      set.task,
      '--metric',
      set.metric,
      '--name',
      name,
    ],
    ...['--budget', `${budget}s`, '--seed', String(seed), '--threads', String(threads), '--refit', 'all'],
    ...(set.time === undefined ? [] : ['--time-column', set.time]),
    ...options,
    ...['--json', '--quiet'],
  ]);
  if (trained.status !== 'ok') return failed('train', trained);
  const answer = JSON.parse(trained.stdout);
  const ref = `${name}@${answer.refit?.version ?? answer.model.version}`;
  const scored = await run([bin, 'predict', ref, divided.test, '--output', output, '--no-log', '--json', '--quiet']);
  if (scored.status !== 'ok') return failed('predict', scored);
  const timed = await run([rowTimer, home, ref, divided.test]);
  if (timed.status !== 'ok') return failed('a row', timed);
  const hash = answer.refit?.artifactHash ?? answer.artifactHash;
  const chosen = answer.candidates.filter((candidate) => candidate.chosen);
  const figures = {
    status: 'ok',
    processSeconds: trained.seconds,
    processorSeconds: trained.processorSeconds,
    waitSeconds: trained.waitSeconds,
    fitSeconds: trained.seconds,
    fitProcessorSeconds: trained.processorSeconds,
    predictSeconds: scored.seconds,
    ...JSON.parse(timed.stdout),
    bytes: statSync(join(home, 'blobs', hash.slice(0, 2), hash)).size,
    winner: chosen.length > 1 ? 'ensemble' : chosen[0]?.name,
    winnerDetails: chosen,
    validation: answer.holdout.value,
    interval: answer.holdout.ci,
    models: answer.candidates,
    durationMs: answer.durationMs,
    versions: { modelwright: commit, node: process.versions.node },
  };
  return { figures, predictions: await readPredictions(output, set) };
}

function failed(step, { status, seconds, stdout, tail }) {
  return { figures: { status, step, processSeconds: seconds, tail: `${stdout}${tail}`.slice(-2000) } };
}

async function readPredictions(path, { task }) {
  const columns = await queryColumns(`select * from read_csv('${path}', all_varchar = true)`);
  if (task === 'regression') return { values: columns.prediction.map(Number) };
  const prefix = 'probability_';
  const ofClass = Object.keys(columns).filter((column) => column.startsWith(prefix));
  return {
    labels: ofClass.map((column) => column.slice(prefix.length)),
    probabilities: columns.prediction.map((_, row) => ofClass.map((column) => Number(columns[column][row]))),
  };
}
