/** A whole life of a model by command: every answer is its operation's output as JSON, and readable at every width. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/app/operations/index.ts';
import { commands, wordsOf } from '../../src/cli/commands.ts';
import { withoutControls } from '../../src/cli/plain.ts';
import { textWidth } from '../../src/cli/text-width.ts';
import { openModelwright } from '../../src/index.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { createRng } from '../../src/math/philox.ts';
import { JobFiles } from '../../src/store/job-files.ts';
import { openStore } from '../../src/store/open-store.ts';
import { modelCases } from '../reference/exchange/reference-models.ts';
import { cli } from './in-process.ts';

let folder = '';
let home = '';
const path = (name: string) => join(folder, name);

/** Flights whose delay follows distance and city, with a column whose name would steer a terminal. */
function flights(rows: number, stream: string, shift = 0): string {
  const noise = createRng(11).split(stream);
  const lines = Array.from({ length: rows }, () => {
    const distance = Math.floor(noise.uniform() * 1000) + shift;
    const city = ['Zürich', '東京', 'Graz'][Math.floor(noise.uniform() * 3)];
    const late = distance - shift + (city === '東京' ? 300 : 0) + noise.uniform() * 300 > 700;
    return `${city},${distance},${Math.floor(noise.uniform() * 5)},${late ? 'yes' : 'no'}`;
  });
  return ['city,distance,"bell\u0007",late', ...lines].join('\n');
}

/** Who may be told of jobs. */
const configuration =
  "export default { serving: { webhooks: { nightly: { url: 'http://127.0.0.1:9/', secretEnv: 'NIGHTLY_SECRET' } } } };";

/** Answers of the commands so far, by operation. */
const answers = new Map<string, unknown>();

/** Runs a command with `--json`, which must succeed and print one document. */
async function answer(name: string, ...words: string[]) {
  const { exitCode, stdout, stderr } = await cli([...wordsOf(name), ...words, '--json', '--quiet', '--home', home]);
  expect({ name, exitCode, stderr }).toEqual({ name, exitCode: 0, stderr: '' });
  expect(stdout.endsWith('\n')).toBe(true);
  const parsed = JSON.parse(stdout);
  answers.set(name, parsed);
  return parsed;
}

/** Ends a job as the server would that works through it. */
async function playServer(jobId: string): Promise<void> {
  const store = await openStore(home);
  const queue = new JobQueue(store);
  await queue.claim('worker_here');
  await writeFile(new JobFiles(home).path(jobId, 'output'), '{"line":1,"prediction":"no"}\n');
  await queue.finish(jobId, 'worker_here', 120);
  await store.close();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-'));
  home = path('home');
  await writeFile(path('flights.csv'), flights(200, 'first'));
  await writeFile(path('tomorrow.csv'), flights(120, 'second', 500));
  await writeFile(path('season.csv'), flights(2000, 'third'));
  await writeFile(path('objective.mjs'), 'export const objective = (trial) => trial.suggestFloat("x", -1, 1) ** 2;');
  await answer('profile', path('flights.csv'), '--target', 'late');
  expect(existsSync(home)).toBe(false);
  const words = [
    path('flights.csv'),
    '--target',
    'late',
    '--max-candidates',
    '1',
    '--seed',
    '3',
    '--positive-class',
    'yes',
  ];
  const first = await answer('train', ...words);
  expect(first).toMatchObject({ model: { name: 'flights', version: 1 }, champion: true, task: 'binary' });
  await answer('train', ...words, '--exclude', 'city', '--seed', '4');
  await answer('models.promote', 'flights@2', '--reason', 'a try');
  await answer('models.rollback', 'flights', '--reason', 'no good');
  await answer('models.list');
  await answer('models.show', 'flights');
  await answer('models.history', 'flights');
  await answer('models.card', 'flights', '--output', path('card.html'));
  await answer('models.types', 'flights', '--output', path('flights.ts'));
  await answer('models.compare', 'flights@1', 'flights@2', path('tomorrow.csv'), '--output', path('compared.html'));
  await answer('models.verify', 'flights@2');
  await answer('export', 'flights@2', '--output', path('model.mjs'));
  await writeFile(path('peer.txt'), modelCases('lightgbm.json').cases[0].model);
  await answer('models.import', path('peer.txt'), '--name', 'peer');
  const { runs } = await answer('runs.list');
  await answer('runs.show', runs[0].runId);
  await answer('runs.compare', runs[0].runId, runs[1].runId);
  await answer('predict', 'flights', path('tomorrow.csv'), '--output', path('scored.csv'));
  expect((await answer('evaluate', 'flights', path('tomorrow.csv'))).learned).toBeLessThan(5);
  const seen = await answer('evaluate', 'flights', path('flights.csv'));
  expect(seen.learned).toBe(seen.rows);
  await answer('predict', 'flights', path('tomorrow.csv'), '--output', path('why.csv'), '--explain', '--no-log');
  const why = await answer('explain', 'flights', path('tomorrow.csv'), '--output', path('why.html'), '--rows', '20');
  expect(why.interactions.map(({ columns }: { columns: string[] }) => columns)).toContainEqual(
    expect.arrayContaining(['city', 'distance']),
  );
  const ids = (await readFile(path('scored.csv'), 'utf8')).match(/prediction_\w{20,}/g) ?? [];
  await writeFile(
    path('labels.csv'),
    ['prediction_id,label', ...ids.map((id) => `${id},yes`), 'prediction_unknown,no'].join('\n'),
  );
  await answer('labels.add', path('labels.csv'));
  await answer('monitor', 'flights');
  const person = ['--column', 'distance', '--value', '1'];
  await answer('predictions.export', ...person, '--output', path('person.ndjson'));
  await answer('predictions.erase', ...person);
  await answer('predictions.prune', '--keep-days', '30');
  await answer('retrain', 'flights', '--data', path('tomorrow.csv'), '--max-candidates', '4');
  await mkdir(path('tested'));
  const config = {
    tests: [{ kind: 'invariance', name: 'a hair more', change: { column: 'distance', add: 1e-4 } }],
    gates: [{ metric: 'accuracy', min: 0.1 }],
  };
  await writeFile(path('tested/modelwright.config.mjs'), `export default ${JSON.stringify(config)};`);
  const tested = await openModelwright({ home, directory: path('tested'), actor: 'tester' });
  answers.set(
    'test',
    JSON.parse(JSON.stringify(await tested.test({ model: 'flights@1', source: path('tomorrow.csv') }))),
  );
  await tested.close();
  await answer('reproduce', 'flights@1');
  const curve = ['--target', 'late', '--repeats', '3', '--output', path('curve.html')];
  await answer('learning_curve', path('season.csv'), ...curve);
  const season = await answer(
    'train',
    path('season.csv'),
    '--target',
    'late',
    '--max-candidates',
    '1',
    '--preset',
    'fast',
  );
  await answer('holdout.list');
  await answer('holdout.show', season.look.holdoutId.slice(0, 8));
  const search = ['--sampler', 'random', '--trials', '12', '--threads', '1'];
  await answer('study.run', path('objective.mjs'), ...search);
  await answer('study.list');
  await answer('study.show', 'objective');
  await answer('study.importance', 'objective');
  await answer('study.export', 'objective', '--output', path('trials.csv'));
  await answer('study.delete', 'objective');
  await answer('rollout.start', 'flights@2', '--steps', '50', '--force', '--reason', 'a try');
  await answer('rollout.pause', 'flights', '--reason', 'a question');
  await answer('rollout.resume', 'flights', '--reason', 'answered');
  await answer('rollout.status', 'flights');
  await answer('rollout.list');
  await answer('rollout.abort', 'flights', '--reason', 'no good');
  await answer('rollout.start', 'flights@2', '--steps', '50', '--force', '--reason', 'once more');
  await answer('rollout.promote', 'flights', '--reason', 'good');
  await answer('rollout.start', 'flights@3', '--steps', '50', '--reason', 'back again');
  await answer('rollout.promote', 'flights', '--reason', 'better');
  const { jobId } = await answer('jobs.create', 'flights@1', path('tomorrow.csv'));
  await answer('jobs.show', jobId);
  await answer('jobs.list', '--model', 'flights');
  await playServer(jobId);
  await answer('jobs.wait', jobId);
  await answer('jobs.results', jobId, '--output', path('answers.ndjson'));
  await answer('jobs.cancel', jobId);
  await writeFile(path('modelwright.config.mjs'), configuration);
  const before = process.cwd();
  process.chdir(folder);
  const told = await answer('jobs.create', 'flights@1', path('tomorrow.csv'), '--webhook', 'nightly');
  await answer('jobs.tell', told.jobId);
  process.chdir(before);
  await answer('keys.create', 'checkout', '--models', 'flights');
  await answer('keys.list');
  await answer('keys.revoke', 'checkout');
  await answer('audit.verify');
  await answer('prometheus.alerts', '--output', path('alerts.yml'));
  await answer('prometheus.dashboard', '--output', path('dashboard.json'));
  await answer('doctor');
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([[[]], [['--json']]])(
  'prints the answers of a job, and nothing besides, where no file is named %j',
  async (flags) => {
    const { jobId } = answers.get('jobs.show') as { jobId: string };
    const stdout = '{"line":1,"prediction":"no"}\n';
    expect(await cli(['jobs', 'results', jobId, '--home', home, '--quiet', ...flags])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout,
    });
    const missing = await cli(['jobs', 'results', 'job_none', '--home', home, ...flags]);
    expect(missing).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('job_none') });
  },
);

describe.each(operations.map((operation, i) => [operation.name, operation, commands[i]] as const))(
  '%s',
  (name, operation, command) => {
    it('prints exactly its output', () => {
      expect(answers.has(name)).toBe(true);
      expect(operation.output.parse(answers.get(name))).toEqual(answers.get(name));
    });

    it.each([40, 80, 120])('is readable in %i columns', async (width) => {
      const view = (await command.view()) as (answer: unknown, screen: object) => string;
      const shown = withoutControls(answers.get(name));
      const text = view(shown, { width, color: false });
      expect(text).not.toMatch(/undefined|NaN|\[object/);
      const lines = text.split('\n');
      // What is one word is kept whole, to be copied: a path, a hash, an identifier; so are JSON and command lines.
      const isWhole = (line: string) => /^\s*(\S+ +)?\S+$|^\s+"|modelwright /.test(line);
      expect(lines.filter((line) => textWidth(line) > width && !isWhole(line))).toEqual([]);
      expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
      const coloured = view(shown, { width, color: true });
      expect(stripVTControlCharacters(coloured)).toBe(text);
    });
  },
);

it('every command was run', () => {
  expect([...answers.keys()].sort((a, b) => (a < b ? -1 : 1))).toEqual(
    operations.map(({ name }) => name as string).sort((a, b) => (a < b ? -1 : 1)),
  );
});

it('shows people what JSON told programs', async () => {
  const shown = async (...words: string[]) => (await cli([...words, '--home', home, '--quiet'])).stdout;
  expect(await shown('models', 'list')).toMatch(/^flights@3 +champion /m);
  expect(await shown('models', 'history', 'flights')).toMatch(/rollback +champion +2 +1 +no good$/m);
  expect(await shown('profile', path('flights.csv'))).toContain('bell\\u0007');
  expect(await shown('profile', path('flights.csv'))).not.toContain('\u0007');
  expect(await shown('evaluate', 'flights', path('tomorrow.csv'))).toMatch(
    /^accuracy +0\.\d{4} \[0\.\d+, [01]\.?\d*\]$/m,
  );
  expect(await shown('runs', 'list', '--limit', '1')).toMatch(/^run_\w+ /m);
  const monitored = await shown('monitor', 'flights@1');
  expect(monitored.indexOf('\ndistance ')).toBeGreaterThan(0);
  expect(monitored.indexOf('\ndistance ')).toBeLessThan(monitored.indexOf('\ncity '));
});

it('keeps progress on standard error, and colours on terminals', async () => {
  const words = ['profile', path('flights.csv'), '--home', home];
  const piped = await cli(words);
  expect(piped.stdout + piped.stderr).not.toContain('\u001b');
  const terminal = await cli(words, { columns: 80 });
  expect(terminal.stdout).toContain('\u001b[1m');
  const plain = await cli(words, { columns: 80, env: { NO_COLOR: '1' } });
  expect(plain.stdout).not.toContain('\u001b');
  const json = await cli([...words, '--json'], { columns: 80 });
  expect(() => JSON.parse(json.stdout)).not.toThrow();
  expect(json.stderr).toMatch(/^( +[\d.]+ m?s {2}.+\n)+$/);
});

describe('a gate that refuses', () => {
  it('shows what was found, and ends with 3', async () => {
    const words = [
      'monitor',
      'flights',
      '--current',
      path('tomorrow.csv'),
      '--fail-on-drift',
      '--home',
      home,
      '--quiet',
    ];
    const forPeople = await cli(words);
    expect(forPeople.exitCode).toBe(3);
    expect(forPeople.stdout).toMatch(/^distance +drifted /m);
    expect(forPeople.stderr).toMatch(/^error drift was found in .*distance/);
    const forPrograms = await cli([...words, '--json']);
    expect([forPrograms.exitCode, forPrograms.stdout]).toEqual([3, '']);
    expect(JSON.parse(forPrograms.stderr).error).toMatchObject({
      code: 'DRIFT_FOUND',
      details: { report: { rows: 120 } },
    });
  });

  it('keeps a model without lift from its alias unless forced', async () => {
    const noise = createRng(5).split('coin');
    const lines = Array.from({ length: 120 }, () => `${Math.floor(noise.uniform() * 9)},${noise.uniform() < 0.5}`);
    await writeFile(path('coin.csv'), ['size,late', ...lines].join('\n'));
    const words = [path('coin.csv'), '--target', 'late', '--max-candidates', '1', '--quiet', '--home', home];
    expect((await cli(['train', ...words])).stdout).toMatch(/promote it when you want it/);
    const promotion = ['models', 'promote', 'coin@1', '--reason', 'hope', '--home', home];
    const refused = await cli(promotion);
    expect([refused.exitCode, refused.stdout]).toEqual([3, '']);
    expect((await cli([...promotion, '--force'])).exitCode).toBe(0);
  });

  it('has nothing to roll back to', async () => {
    const { exitCode, stderr } = await cli(['models', 'rollback', 'coin', '--alias', 'champion', '--home', home]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('no earlier promotion');
  });
});

describe('a damaged artifact', () => {
  it('is refused by name, and doctor ends with 1', async () => {
    const { artifactHash } = answers.get('models.verify') as { artifactHash: string };
    const files = await readdir(home, { recursive: true, withFileTypes: true });
    const file = files.find((entry) => entry.isFile() && artifactHash.endsWith(entry.name))!;
    const blob = join(file.parentPath, file.name);
    const bytes = await readFile(blob);
    bytes[bytes.length >> 1] ^= 1;
    await rm(blob);
    await writeFile(blob, bytes);
    const verified = await cli(['models', 'verify', 'flights@2', '--home', home]);
    expect(verified.exitCode).toBe(1);
    expect(verified.stderr).toContain(artifactHash);
    const examined = await cli(['doctor', '--home', home]);
    expect(examined.exitCode).toBe(1);
    expect(examined.stdout).toMatch(/^BAD +artifacts /m);
    expect(JSON.parse((await cli(['doctor', '--home', home, '--json'])).stdout).ok).toBe(false);
  });
});
