/** Studies through the command line: run, look at, go on, export, delete; and everything that can be wrong. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/app/operations/index.ts';
import { buildServer } from '../../src/server/build-server.ts';
import { openStore } from '../../src/store/open-store.ts';
import { start } from './bin.ts';
import { cli } from './in-process.ts';

let folder: string;
let home: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'study-cli-'));
  home = ['--home', join(folder, 'home'), '--quiet'];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const objective = `
  export const direction = 'maximize';
  export const first = [{ x: 0.5, kind: 'a, "b"' }];
  export const space = {
    x: { type: 'float', low: 0, high: 1 },
    kind: { type: 'choice', values: ['a, "b"', 'c'] },
  };
  export function objective(trial: any): number {
    console.log('this must not disturb the answer');
    trial.setAttribute('half', trial.params.x / 2);
    if (trial.number === 3) throw new Error('bad luck');
    return trial.params.x + (trial.params.kind === 'c' ? 1 : 0);
  }`;

describe('modelwright study', () => {
  it('runs, goes on, shows, explains, exports and deletes a study', async () => {
    const module = written('rates.ts', objective);
    const ran = await cli(['study', 'run', module, '--trials', '12', '--threads', '1', '--json', ...home]);
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      study: 'rates',
      direction: 'maximize',
      stoppedBy: 'trials',
      ended: 12,
      trials: { complete: 11, failed: 1 },
      lastProblem: 'bad luck',
    });
    const { best } = JSON.parse(ran.stdout);
    expect(best.params.kind).toBe('c');
    const more = await cli(['study', 'run', module, '--trials', '14', '--threads', '2', ...home]);
    expect(more.stdout).toMatch(
      /^rates: 2 trial\(s\) in .*\n\ntrials +13 complete, 1 failed\nbest +1\.\d+ in trial \d+\n/,
    );

    const listed = await cli(['study', 'list', ...home]);
    expect(listed.stdout).toMatch(/^rates +1\.\d+ +maximize +tpe +13 complete, 1 failed/m);

    const shown = await cli(['study', 'show', 'rates', '--top', '3', ...home]);
    expect(shown.stdout).toMatch(/^rates: best 1\.\d+ in trial \d+ of 14\n/);
    expect(shown.stdout).toMatch(/last problem +bad luck/);
    expect(shown.stdout).toContain('█');
    expect(shown.stdout.trimEnd().split('\n').slice(-4)).toEqual([
      expect.stringMatching(/^trial +value +x +kind$/),
      ...Array(3).fill(expect.stringMatching(/^ +\d+ +1\.\d+ +0\.\d+ +c$/)),
    ]);

    const explained = await cli(['study', 'importance', 'rates', '--json', ...home]);
    expect(JSON.parse(explained.stdout)).toMatchObject({ study: 'rates', trials: 13, conditional: [] });
    expect(JSON.parse(explained.stdout).parameters[0].name).toBe('kind');
    expect((await cli(['study', 'importance', 'rates', ...home])).stdout).toMatch(/^kind +\d+\.\d % +█+/m);

    const table = join(folder, 'rates.csv');
    await cli(['study', 'export', 'rates', '--output', table, ...home]);
    const [head, first] = readFileSync(table, 'utf8').split('\n');
    expect(head).toBe('number,state,value,param_x,param_kind,attribute_half,started_at,finished_at,problem');
    expect(first).toMatch(/^0,complete,0\.5,0\.5,"a, ""b""",0\.25,\d{4}-/);
    expect(readFileSync(table, 'utf8')).toMatch(/^3,failed,,0\.\d+,.*,bad luck$/m);
    const document = join(folder, 'rates.json');
    await cli(['study', 'export', 'rates', '--format', 'json', '--output', document, ...home]);
    expect(JSON.parse(readFileSync(document, 'utf8')).trials).toHaveLength(14);

    expect((await cli(['study', 'delete', 'rates', ...home])).stdout).toBe('rates is deleted with 14 trial(s)\n');
    expect(await cli(['study', 'show', 'rates', ...home])).toMatchObject({
      exitCode: 1,
      stderr: 'error study "rates" does not exist; studies are: none\n',
    });
    expect((await cli(['study', 'list', ...home])).stdout).toBe('no study yet\n');
  });

  it.each([
    ['a missing module', ['nothing.ts'], 2, /module ".*nothing.ts" cannot be used: there is no such file/],
    ['a module without objective', ['none.mjs'], 2, /it must export a function "objective"/],
    ['an objective that always throws', ['throws.mjs'], 1, /the objective failed 10 times in a row.*no such table/],
    ['an objective that is never a number', ['nan.mjs', '--trials', '3'], 1, /3 failed[\s\S]*returned NaN/],
    ['another space', ['other.mjs', '--name', 'taken'], 2, /begun with another space\.x: /],
    ['another seed', ['taken.mjs', '--seed', '8'], 2, /begun with another seed: 0, now 8/],
    ['an unknown sampler', ['taken.mjs', '--sampler', 'best'], 2, /--sampler: expected one of tpe, cma_es/],
    ['a sampler that needs a space', ['nan.mjs', '--sampler', 'grid'], 2, /one of tpe, random where trials declare/],
    ['a pruner beyond its law', ['pruned.mjs'], 2, /percentile: expected 0 <= percentile <= 100, got 200/],
    ['no trials', ['taken.mjs', '--trials', '0'], 2, /--trials: expected a value >= 1/],
  ])('says what is wrong with %s', async (_, [name, ...flags], exitCode, message) => {
    written('none.mjs', 'export const space = {};');
    written('throws.mjs', 'export const objective = () => { throw new Error("no such table"); };');
    written('nan.mjs', 'export const objective = () => Number.NaN;');
    const taken = (high: number) =>
      `export const space = { x: { type: 'float', low: 0, high: ${high} } }; export const objective = () => 1;`;
    written('other.mjs', taken(2));
    const module = written('taken.mjs', taken(1));
    written('pruned.mjs', `${taken(1)} export const pruner = { name: 'percentile', percentile: 200 };`);
    if (String(message).includes('another'))
      await cli(['study', 'run', module, '--trials', '1', '--threads', '1', ...home]);
    const answer = await cli(['study', 'run', join(folder, name), '--threads', '1', ...flags, ...home]);
    expect(`${answer.stdout}${answer.stderr}`).toMatch(message);
    expect(answer.exitCode).toBe(exitCode);
  });

  it('keeps within constraints, says which trials do not, and goes on with them', async () => {
    const module = written(
      'limits.mjs',
      `export const constraints = 1;
       export const space = { x: { type: 'float', low: 0, high: 1 } };
       export function objective(trial) {
         const { x } = trial.params;
         if (trial.number !== 2) trial.setConstraints(trial.number === 3 ? [Number.NaN] : [0.5 - x]);
         if (trial.number === 4) trial.setConstraints([0.1, 0.2]);
         return x;
       }`,
    );
    const run = (...words: string[]) => cli(['study', 'run', module, '--threads', '2', ...words, ...home]);
    const ran = JSON.parse((await run('--trials', '24', '--json')).stdout);
    expect(ran).toMatchObject({ trials: { complete: 21, failed: 3 } });
    expect(ran.best.value).toBeGreaterThanOrEqual(0.5);
    expect(ran.infeasible).toBeGreaterThan(0);
    const more = await run('--trials', '30');
    expect(more.stdout).toMatch(/trials +27 complete, 3 failed\ninfeasible +\d+ of the complete\nbest +0\.[5-9]/);
    const shown = await cli(['study', 'show', 'limits', ...home]);
    expect(shown.stdout).toMatch(/^limits: best 0\.[5-9]\d* in trial \d+ of 30\n/);
    expect(shown.stdout).toMatch(/constraints +1, broken by \d+ trial\(s\)/);
    expect(shown.stdout).toMatch(/last problem +the objective must set 1 constraint\(s\), it set 2/);
    const table = join(folder, 'limits.csv');
    await cli(['study', 'export', 'limits', '--output', table, ...home]);
    const [head, ...rows] = readFileSync(table, 'utf8').split('\n');
    expect(head).toMatch(/^number,state,value,constraint_0,param_x,/);
    for (const row of rows.filter((line) => line.includes(',complete,'))) {
      const [, , value, constraint] = row.split(',').map(Number);
      expect(constraint).toBeCloseTo(0.5 - value, 12);
    }
    written('limits.mjs', readFileSync(module, 'utf8').replace('constraints = 1', 'constraints = 2'));
    expect((await run('--trials', '31')).stderr).toContain('begun with another constraints: 1, now 2');
  });

  it('says so when no trial keeps within the constraints', async () => {
    const module = written(
      'never.mjs',
      `export const constraints = 1;
       export const directions = ['minimize', 'maximize'];
       export const space = { x: { type: 'float', low: 0, high: 1 } };
       export const objective = (trial) => (trial.setConstraints([1]), [trial.params.x, 0]);`,
    );
    const ran = await cli(['study', 'run', module, '--trials', '12', '--threads', '1', ...home]);
    expect(ran.stdout).toMatch(/infeasible +12 of the complete\nfront +0 trial\(s\)/);
    const shown = await cli(['study', 'show', 'never', ...home]);
    expect(shown.stdout).toMatch(/^never: no feasible trial yet\n/);
  });

  it('searches along the front of several objectives, goes on, and shows the front', async () => {
    const module = written(
      'trade.mjs',
      `export const directions = ['maximize', 'minimize'];
       export const sampler = { name: 'nsga', population: 6 };
       export const space = { x: { type: 'float', low: 0, high: 2 } };
       export function objective({ number, params: { x } }) {
         if (number === 2) return [x];
         if (number === 4) return x;
         return number === 5 ? [x, 'far'] : [x, x * x];
       }`,
    );
    const run = (...words: string[]) => cli(['study', 'run', module, '--threads', '1', ...words, ...home]);
    const ran = await run('--trials', '16', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject({
      directions: ['maximize', 'minimize'],
      best: null,
      trials: { complete: 13, failed: 3 },
    });
    // Every value of x is a trade of its own.
    expect(JSON.parse(ran.stdout).front).toHaveLength(13);
    expect((await run('--trials', '20')).stdout).toMatch(
      /trials +17 complete, 3 failed\nfront +17 trial\(s\), maximize and minimize/,
    );
    const shown = await cli(['study', 'show', 'trade', '--top', '2', ...home]);
    expect(shown.stdout).toMatch(/^trade: 17 of 20 trials on the Pareto front\n/);
    expect(shown.stdout).toMatch(/last problem +the objective must return numbers, it returned a list of others/);
    expect(shown.stdout).toMatch(/^trial +objective 1 +objective 2 +x\n +0 .*\n +1 .*\n15 more; --top shows them/m);
    expect((await cli(['study', 'list', ...home])).stdout).toMatch(/^trade +front of 17 +maximize, minimize/m);
    const second = await cli(['study', 'importance', 'trade', '--objective', '2', '--json', ...home]);
    expect(JSON.parse(second.stdout)).toMatchObject({ trials: 17, parameters: [{ name: 'x' }] });
    const third = await cli(['study', 'importance', 'trade', '--objective', '3', ...home]);
    expect([third.exitCode, third.stderr]).toEqual([2, expect.stringContaining('from 1 to 2, got 3')]);
    const pruned = await run('--name', 'other', '--pruner', 'median');
    expect([pruned.exitCode, pruned.stderr]).toEqual([2, expect.stringContaining('1 direction with a pruner')]);
    const table = join(folder, 'trade.csv');
    await cli(['study', 'export', 'trade', '--output', table, ...home]);
    expect(readFileSync(table, 'utf8')).toMatch(/^number,state,value_0,value_1,param_x,/);
    await cli(['study', 'delete', 'trade', ...home]);
  });

  it('keeps what ended when it is interrupted, and says how to go on', async () => {
    const module = written(
      'slow.mjs',
      `export async function objective({ number, suggestFloat }) {
         const x = suggestFloat('x', 0, 1);
         if (number < 3) return x;
         console.error('trials 0 to 2 are stored');
         await new Promise((resolve) => setTimeout(resolve, 50));
         while (true);
       }`,
    );
    const running = start(['study', 'run', module, '--threads', '1', ...home.slice(0, 2)]);
    await running.until('are stored');
    running.child.kill('SIGINT');
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^slow: 3 trial\(s\) in .*; the same command goes on to 100\n/);
    const shown = await cli(['study', 'show', 'slow', '--json', ...home]);
    expect(JSON.parse(shown.stdout).trials).toEqual({ complete: 3, pruned: 0, failed: 0, waiting: 0 });
  });
});

describe('an operation that runs code, or touches files that the caller names', () => {
  it('is for this machine alone: the server has no route to it', async () => {
    const local = operations.filter((operation) => 'localOnly' in operation).map(({ name }) => name);
    const jobs = ['create', 'list', 'show', 'wait', 'cancel', 'results', 'tell'].map((one) => `jobs.${one}`);
    expect(local).toEqual(['study.run', ...jobs, 'predictions.erase', 'predictions.export']);
    const store = await openStore(join(folder, 'served'));
    const app = buildServer({ store });
    const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, object> }>();
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((one) => `${one} ${path}`),
    );
    expect(routes.length).toBeGreaterThan(5);
    expect(routes.filter((route) => /^(?!get).*(stud|\/predictions)/.test(route))).toEqual([]);
    await app.close();
    await store.close();
  });
});
