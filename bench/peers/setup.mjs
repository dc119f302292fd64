/**
 * Sets up the Python with the peers, in bench/peers/venv: `node bench/peers/setup.mjs`. Needs a Python 3.11 or newer as `python3`
 * (PYTHON names another) and the network; the versions are in requirements.txt. Runs again without harm.
 *
 * `node bench/peers/setup.mjs flaml autogluon` sets up the peers of bench/automl, each in a venv of its own (about 2 and 6 GB),
 * because they need different versions of the same packages; `fastapi mlflow bentoml mlserver` those of bench/serving.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const program = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
const imports = {
  peers: 'cmaes, lightgbm, onnxruntime, optuna, pandas, pyarrow, scipy, shap, sklearn, torch, xgboost',
  flaml: 'catboost, flaml.automl, lightgbm, xgboost',
  autogluon: 'autogluon.tabular, catboost, fastai, lightgbm, torch, xgboost',
  fastapi: 'fastapi, httptools, lightgbm, uvicorn, uvloop',
  mlflow: 'lightgbm, mlflow.lightgbm',
  bentoml: 'bentoml, lightgbm',
  mlserver: 'mlserver, mlserver_lightgbm',
};

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`bench/peers/setup.mjs: ${program} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
  process.exit(1);
}

function setUp(name) {
  const ending = name === 'peers' ? '' : `-${name}`;
  const folder = here(`./venv${ending}`);
  const python = here(`./venv${ending}/${program}`);
  if (!existsSync(python)) run(process.env.PYTHON ?? 'python3', ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', here(`./requirements${ending}.txt`)]);
  run(python, ['-c', `import ${imports[name]}`]);
  console.log(`The peers are ready: ${python}`);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(imports, name));
if (unknown.length > 0) {
  console.error(`bench/peers/setup.mjs: no ${unknown.join(', ')}; there are: ${Object.keys(imports).join(', ')}`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : ['peers']) setUp(name);
