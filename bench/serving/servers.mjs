/** The servers that are compared: how each is started, asked about a row, and what it answers. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin } from '../measure.mjs';
import { isInstalled, peerFile, peerProgram } from './model.mjs';
import { start, stop } from './pinned.mjs';

const host = '127.0.0.1';
const longestStartMs = 120_000;
const library = fileURLToPath(new URL('./serve-library.mjs', import.meta.url));

/** An object of the first row's values by column. */
export const namedRow = ({ columns, rows }) => Object.fromEntries(columns.map((name, j) => [name, rows[0][j]]));

function ours(args) {
  return {
    ready: '/healthz/ready',
    path: '/v1/models/trees/predict',
    body: (model) => ({ rows: [namedRow(model)] }),
    read: ({ probabilities }) => probabilities[0][1],
    command: (model, port) => [process.execPath, [...args(model), '--home', model.home, '--port', String(port)]],
  };
}

/** By name: `command(model, port)` and its environment, `ready` and `path` to ask, `body` of a row, `read` the probability of its answer. */
export const servers = {
  modelwright: ours(() => [bin, 'serve', '--quiet']),
  'modelwright, as a library': ours(() => [library]),
  fastapi: {
    ready: '/health',
    path: '/predict',
    body: namedRow,
    read: ({ probability }) => probability,
    command: (_, port) => [
      peerProgram('fastapi', 'uvicorn'),
      [
        'fastapi_app:app',
        '--app-dir',
        peerFile('serving'),
        '--port',
        String(port),
        '--workers',
        '1',
        '--no-access-log',
      ],
    ],
  },
  mlflow: {
    ready: '/ping',
    path: '/invocations',
    body: ({ columns, rows }) => ({ dataframe_split: { columns, data: [rows[0]] } }),
    read: ({ predictions }) => predictions[0],
    command(model, port) {
      const saved = join(model.folder, 'mlflow');
      const save = [peerFile('serving/mlflow_model.py'), model.file, saved];
      if (!existsSync(saved)) execFileSync(peerProgram('mlflow', 'python'), save, { stdio: 'ignore' });
      const place = ['-m', saved, '-h', host, '-p', String(port)];
      return [
        peerProgram('mlflow', 'mlflow'),
        ['models', 'serve', ...place, '--env-manager', 'local', '--workers', '1'],
      ];
    },
  },
  bentoml: {
    ready: '/readyz',
    path: '/predict',
    body: (model) => ({ row: namedRow(model) }),
    read: ({ probability }) => probability,
    command: (_, port) => [
      peerProgram('bentoml', 'bentoml'),
      ['serve', 'bentoml_service:Trees', '--working-dir', peerFile('serving'), '--host', host, '--port', String(port)],
    ],
  },
  mlserver: {
    ready: '/v2/health/ready',
    path: '/v2/models/trees/infer',
    body: ({ rows, columns }) => ({
      inputs: [{ name: 'x', shape: [1, columns.length], datatype: 'FP64', data: rows[0] }],
    }),
    read: ({ outputs }) => outputs[0].data[0],
    async command(model, port) {
      const folder = join(model.folder, 'mlserver');
      mkdirSync(folder, { recursive: true });
      const [grpcPort, metricsPort] = [await freePort(), await freePort()];
      // No worker processes beside the one that answers: on one core they would only pass messages.
      const settings = { host, http_port: port, grpc_port: grpcPort, metrics_port: metricsPort, parallel_workers: 0 };
      const implementation = 'mlserver_lightgbm.LightGBMModel';
      writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
      writeFileSync(
        join(folder, 'model-settings.json'),
        JSON.stringify({ name: 'trees', implementation, parameters: { uri: model.file } }),
      );
      return [peerProgram('mlserver', 'mlserver'), ['start', folder]];
    },
  },
};

export const peers = ['fastapi', 'mlflow', 'bentoml', 'mlserver'].filter(isInstalled);

/** A port that is free now. */
export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, host, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts a server, waits until it is ready and checks that it answers the first row as LightGBM does.
 *
 * @returns where to send rows, the milliseconds from start to ready, and `close`.
 */
export async function openServer(name, model) {
  const server = servers[name];
  const port = await freePort();
  const [program, args] = await server.command(model, port);
  const path = `${join(program, '..')}:${process.env.PATH}`;
  const env = { ...process.env, PATH: path, BENCH_MODEL: model.file, OMP_NUM_THREADS: '1' };
  const startedMs = performance.now();
  const child = start('server', program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let problems = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    problems = `${problems}${text}`.slice(-4000);
  });
  const url = `http://${host}:${port}`;
  while (!(await isReady(url + server.ready))) {
    if (child.exitCode !== null || performance.now() - startedMs > longestStartMs) {
      await stop(child);
      throw new Error(`${name} did not start: ${problems}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const readyMs = performance.now() - startedMs;
  const target = { host, port, path: server.path, headers: { 'content-type': 'application/json' } };
  const body = JSON.stringify(server.body(model));
  const response = await fetch(url + server.path, { method: 'POST', headers: target.headers, body });
  const text = await response.text();
  const probability = response.ok ? server.read(JSON.parse(text)) : undefined;
  if (!(Math.abs(probability - model.probabilities[0]) < 1e-9)) {
    await stop(child);
    throw new Error(`${name} answers ${text.slice(0, 500)}, LightGBM ${model.probabilities[0]}`);
  }
  return { name, url, target, body, readyMs, pid: child.pid, close: () => stop(child) };
}

async function isReady(url) {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false;
  }
}
