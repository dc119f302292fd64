/**
 * Sets up the Python with the peers, in bench/peers/venv: `node bench/peers/setup.mjs`. Needs a Python 3.11 or newer as `python3`
 * (PYTHON names another) and the network; the versions are in requirements.txt. Runs again without harm.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = here('./venv');
const python = here(process.platform === 'win32' ? './venv/Scripts/python.exe' : './venv/bin/python');

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`bench/peers/setup.mjs: ${program} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
  process.exit(1);
}

if (!existsSync(python)) run(process.env.PYTHON ?? 'python3', ['-m', 'venv', folder]);
run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', here('./requirements.txt')]);
run(python, ['-c', 'import lightgbm, onnxruntime, optuna, pandas, pyarrow, scipy, shap, sklearn, xgboost']);
console.log(`The peers are ready: ${python}`);
