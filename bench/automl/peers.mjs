/** The two peers: where their Python is, which versions it has, and one fit. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';

const here = (name) => fileURLToPath(new URL(`../peers/${name}`, import.meta.url));
const program = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';

/** What each peer's Python is called in the environment, the package whose version counts, and its program. */
const peers = {
  flaml: { variable: 'MODELWRIGHT_BENCH_FLAML', package: 'flaml', script: 'automl_flaml.py' },
  autogluon: { variable: 'MODELWRIGHT_BENCH_AUTOGLUON', package: 'autogluon.tabular', script: 'automl_autogluon.py' },
};

/** Beyond its budget a peer has this long to start, to predict and to time single rows. */
const graceSeconds = 300;

/** A peer as a system: `{ version, fit }`. */
export async function openPeer(name) {
  if (!Object.hasOwn(peers, name))
    throw new Error(`no system ${name}; there are: modelwright, ${Object.keys(peers).join(', ')}`);
  const { variable, package: distribution, script } = peers[name];
  const python = process.env[variable] ?? here(`venv-${name}/${program}`);
  if (!existsSync(python))
    throw new Error(
      `there is no ${python}; "node bench/peers/setup.mjs ${name}" makes it, or ${variable} names another Python`,
    );
  const code = `import importlib.metadata as m; print(m.version("${distribution}"))`;
  const { stdout } = await runChild(python, ['-c', code], { limitSeconds: 60 });
  return { version: stdout.trim(), fit: (job) => fitPeer(python, here(script), job) };
}

/** Fits and predicts; figures, and predictions as `{ values }` or `{ labels, probabilities }`. */
async function fitPeer(python, script, { folder, divided, set, budget, seed, threads }) {
  const settings = {
    ...{ folder, train: divided.train, test: divided.test, predictions: join(folder, 'predictions.json') },
    ...{ target: set.target, task: set.task, metric: set.metric, time: set.time },
    ...{ budget, seed, threads },
  };
  const path = join(folder, 'settings.json');
  rmSync(settings.predictions, { force: true });
  writeFileSync(path, JSON.stringify(settings));
  // What a library below takes as its number of threads when nobody tells it.
  const env = { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads), PYTHONWARNINGS: 'ignore' };
  const limitSeconds = 2 * budget + graceSeconds;
  const ran = await runChild(python, [script, path], { limitSeconds, env, cwd: folder });
  const { status, processorSeconds, waitSeconds, stdout, tail } = ran;
  const whole = { status, processSeconds: ran.seconds, processorSeconds, waitSeconds };
  if (status !== 'ok') return { figures: { ...whole, tail } };
  const figures = { ...whole, ...JSON.parse(stdout.trim().split('\n').at(-1)) };
  return { figures, predictions: JSON.parse(readFileSync(settings.predictions, 'utf8')) };
}
