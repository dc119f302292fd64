/** Tests, gates and fairness as a project declares them, through training, testing and promotion. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isModelwrightError, type Modelwright, openModelwright } from '../../src/index.ts';
import { bin } from '../cli/bin.ts';
import { writeShop } from './tables.ts';

let folder = '';
let source = '';
let fresh = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gates-'));
  source = writeShop(folder, 'shop.csv', { rows: 2100, seed: 1 });
  fresh = writeShop(folder, 'fresh.csv', { rows: 600, seed: 2 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const swapColour = { column: 'colour', swap: ['red', 'green', 'blue'] };
const raised = {
  kind: 'directional',
  name: 'more x',
  change: { column: 'x', add: 2 },
  expect: 'not_lower',
  maxFailureRate: 0.1,
};
const passing = {
  tests: [
    raised,
    { kind: 'minimum_functionality', name: 'plain', cases: [{ row: { x: 4, colour: 'red' }, class: 'yes' }] },
  ],
  gates: [
    { metric: 'roc_auc', min: 0.7, bound: 'lower' },
    { metric: 'accuracy', min: 0.5, slice: { colour: 'red' } },
    { metric: 'demographic_parity_ratio', min: 0.1 },
    { metric: 'bytes', max: 1e9 },
  ],
  fairness: { sensitive: ['colour'] },
};

/** A folder with this configuration alone: a process reads a file once. */
function configured(config: unknown): string {
  const directory = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(directory, 'modelwright.config.mjs'), `export default ${JSON.stringify(config)};\n`);
  return directory;
}

/** Opens the project anew under a configuration. */
async function under<T>(config: unknown, work: (mw: Modelwright) => Promise<T>): Promise<T> {
  const mw = await openModelwright({ home: join(folder, 'home'), directory: configured(config), actor: 'tester' });
  try {
    return await work(mw);
  } finally {
    await mw.close();
  }
}

async function refusal(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isModelwrightError(error)) throw new Error(`refused by ${String(error)}`);
  return error;
}

const wanted = {
  target: 'bought',
  idColumn: ['id'],
  exclude: ['day', 'group'],
  maxCandidates: 1,
  preset: 'fast' as const,
};

it('lets a first version lead only when it passes, and says so', async () => {
  const strict = { ...passing, gates: [{ metric: 'roc_auc', min: 0.9999 }] };
  const kept = await under(strict, (mw) => mw.train({ ...wanted, source, name: 'shop' }));
  expect(kept).toMatchObject({ champion: false, gated: { passed: false }, lift: { verdict: 'lift' } });
  expect(kept.gated!.failed).toEqual([expect.stringMatching(/^gate: roc_auc >= 0\.9999 must hold, got 0\.\d+$/)]);
  const crowned = await under(passing, (mw) => mw.train({ ...wanted, source, name: 'shop' }));
  expect(crowned).toMatchObject({ champion: true, gated: { passed: true, failed: [] } });
  expect(crowned.fairness).toMatchObject({ selected: 'yes', rows: 420, by: [{ columns: ['colour'] }] });
  await under(passing, async (mw) => {
    // A slice was a second question to the sealed rows, asked when the version was made.
    const tested = await mw.test({ model: 'shop@2' });
    expect(tested).toMatchObject({
      passed: true,
      data: { kind: 'holdout', rows: 420 },
      look: { look: 2, again: true },
    });
    const { history } = await mw.models.history({ name: 'shop' });
    expect(history).toMatchObject([
      { to: 2, reason: 'the first version that beats its baseline and passes its gates' },
    ]);
  });
  // The same groups were told by the training: asking for them again gives nothing away.
  const told = { ...passing, gates: passing.gates.filter((gate) => !('slice' in gate)) };
  const again = await under(told, (mw) => mw.test({ model: 'shop@2' }));
  expect(again.look).toMatchObject({ look: 1, again: true });
  expect(again.fairness).toEqual(crowned.fairness);
});

it('stops the promotion of what fails, names law and value, and gives in to force', async () => {
  await under({ gates: [{ metric: 'accuracy', min: 0.999 }] }, async (mw) => {
    const untested = await refusal(mw.models.promote({ model: 'shop@1', reason: 'why not' }));
    expect(untested).toMatchObject({ code: 'PROMOTION_REFUSED', exit: 3 });
    expect(untested.message).toContain(
      'not tested against the tests and gates of the project as they are now (modelwright test shop@1)',
    );

    const failed = await refusal(mw.test({ model: 'shop@1' }));
    expect(failed).toMatchObject({ code: 'GATE_FAILED', exit: 3, details: { report: { passed: false } } });
    const refused = await refusal(mw.models.promote({ model: 'shop@1', reason: 'why not' }));
    expect(refused.message).toMatch(
      /shop@1 is not promoted: gate: accuracy >= 0\.999 must hold, got 0\.\d+; pass --force/,
    );

    expect(await mw.models.promote({ model: 'shop@1', alias: 'staging', reason: 'to look at it' })).toMatchObject({
      version: 1,
    });
    expect(await mw.models.promote({ model: 'shop@1', reason: 'told to', force: true })).toMatchObject({
      version: 1,
      from: 2,
    });
  });
  await under({ gates: [{ metric: 'accuracy', min: 0.5 }] }, async (mw) => {
    await mw.test({ model: 'shop@2' });
    expect(await mw.models.promote({ model: 'shop@2', reason: 'passes' })).toMatchObject({ version: 2, from: 1 });
  });
});

it('keeps what was found with the version: shown, on its pages, in the audit log', async () => {
  const declared = {
    tests: [{ kind: 'invariance', name: 'any colour', change: swapColour, tolerance: 0.001, required: false }, raised],
  };
  await under(declared, async (mw) => {
    const tested = await mw.test({ model: 'shop@2', source: fresh });
    expect(tested).toMatchObject({ passed: true, data: { kind: 'source', name: fresh, rows: 600 } });
    expect(tested.tests[0]).toMatchObject({
      name: 'any colour',
      verdict: 'failed',
      required: false,
      rows: 500,
      examples: 5,
    });
    expect(tested.look).toBeUndefined();
    const shown = await mw.models.show({ model: 'shop@2' });
    expect(shown.tested).toEqual({ at: tested.testedAt, actor: 'tester', passed: true, failed: [] });
    const [report, card] = [tested.reportPath!, tested.cardPath!].map((path) => readFileSync(path, 'utf8'));
    expect(report).toContain('Failing rows of “any colour”');
    expect(card).toContain('Behavioural tests');
    expect(card).not.toContain('Failing rows');
    // Drawn again: the same bytes.
    expect(readFileSync((await mw.models.show({ model: 'shop@2' })).cardPath!, 'utf8')).toBe(card);
    expect(await mw.audit.verify({})).toMatchObject({ verified: true });
  });
});

it('judges what mistakes cost where a model was trained with costs', async () => {
  const costs = 'false_negative=5,false_positive=1';
  const cheap = { metric: 'cost', max: 2.5 };
  const priced = await under({ gates: [cheap] }, (mw) => mw.train({ ...wanted, source, name: 'priced', costs }));
  expect(priced).toMatchObject({ champion: true, gated: { passed: true, failed: [] } });
  const declared = { gates: [cheap, { metric: 'cost', max: 0.001 }, { ...cheap, slice: { colour: 'red' } }] };
  const failed = await refusal(under(declared, (mw) => mw.test({ model: 'priced', source: fresh })));
  const { gates, metrics } = failed.details['report'] as {
    gates: object[];
    metrics: Record<string, { value: number }>;
  };
  expect(gates).toMatchObject([
    { passed: true, on: '' },
    { passed: false },
    { passed: true, on: expect.stringMatching(/^colour = "red"/) },
  ]);
  expect(metrics['cost'].value).toBeGreaterThan(0);
  expect(gates[0]).toMatchObject({ value: metrics['cost'].value });
});

it('ends the command with exit code 3, and hands over what was found', async () => {
  const env = { ...process.env, MODELWRIGHT_HOME: join(folder, 'home') };
  const run = (config: unknown, words: string[]) =>
    new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
      const options = { cwd: configured(config), env };
      execFile(process.execPath, [bin, 'test', 'shop@2', fresh, ...words], options, (error, stdout, stderr) =>
        resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  const bad = { tests: [{ kind: 'invariance', name: 'any colour', change: swapColour, tolerance: 0.001 }] };
  const [good, refused, json, wrong] = await Promise.all([
    run(passing, []),
    run(bad, []),
    run(bad, ['--json']),
    run({ gates: [{ metric: 'accuracy', least: 1 }] }, []),
  ]);
  expect(good.exitCode).toBe(0);
  expect(good.stdout).toMatch(/^shop@2 passes, on 600 labelled rows of/);
  expect(refused.exitCode).toBe(3);
  expect(refused.stdout).toMatch(/FAILED +any colour +\d+ of 500/);
  expect(refused.stderr).toContain('model shop@2 does not pass: test "any colour": share of failures <= 0 must hold');
  expect(json.exitCode).toBe(3);
  expect(json.stdout).toBe('');
  const { error } = JSON.parse(json.stderr.trim().split('\n').at(-1)!);
  expect(error).toMatchObject({ code: 'GATE_FAILED', details: { model: 'shop@2', report: { passed: false } } });
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toMatch(/configuration .*modelwright\.config\.mjs: gates\.0/);
});

it.each([
  [{}, 'TESTS_NONE', /nothing to test/],
  [{ gates: [{ metric: 'acuracy', min: 1 }] }, 'PARAM_INVALID', /gates\.0\.metric.*did you mean "accuracy"/],
  [{ gates: [{ metric: 'rmse', max: 1 }] }, 'METRIC_UNFIT', /rmse does not fit task binary/],
  [
    { gates: [{ metric: 'demographic_parity_ratio', min: 1 }] },
    'PARAM_INVALID',
    /expected no figure of fairness without fairness\.sensitive/,
  ],
  [{ ...passing, fairness: { sensitive: ['race'] } }, 'COLUMN_NOT_FOUND', /column "race" is not in source/],
  [
    { ...passing, fairness: { sensitive: ['colour'], positive: 'perhaps' } },
    'PARAM_INVALID',
    /fairness\.positive: expected one of no, yes/,
  ],
  [{ tests: [{ ...raised, where: { town: 'x' } }] }, 'COLUMN_NOT_FOUND', /column "town" is not in source/],
  [{ tests: [{ ...raised, rows: [{ y: 1 }] }] }, 'COLUMN_NOT_FOUND', /column "y" is not in the model/],
])('says what is wrong with %j', async (config, code, words) => {
  const error = await under(config, (mw) => refusal(mw.test({ model: 'shop@2', source: fresh })));
  expect(error.code).toBe(code);
  expect(error.message).toMatch(words);
});

it('judges groups of columns that are no features, and refuses absent ones before training', async () => {
  const trained = await under({}, (mw) =>
    mw.train({
      ...wanted,
      source,
      name: 'blind',
      sensitive: ['colour', 'group'],
      excludeSensitive: true,
      exclude: ['day'],
    }),
  );
  expect(trained.fairness!.by.map(({ columns }) => columns)).toEqual([['colour'], ['group'], ['colour', 'group']]);
  await under({}, async (mw) => {
    const { signature } = await mw.models.show({ model: 'blind' });
    expect((signature as { inputs: { name: string }[] }).inputs.map(({ name }) => name)).toEqual(['x']);
    expect(readFileSync(trained.reportPath, 'utf8')).toContain('By colour: four-fifths rule');
    expect(readFileSync(trained.cardPath, 'utf8')).toContain('By colour: four-fifths rule');
    const evaluated = await mw.evaluate({ model: 'blind', source: fresh, sensitive: ['colour'] });
    expect(evaluated.fairness!.by).toHaveLength(1);
    const refused = await refusal(mw.train({ ...wanted, source, name: 'no', sensitive: ['race'] }));
    expect(refused.message).toMatch(/column "race" is not in source/);
  });
});

it('keeps the champion when a better challenger does not pass', async () => {
  const turned = writeShop(folder, 'turned.csv', { rows: 600, seed: 3, reversed: true });
  const retrained = await under({ gates: [{ metric: 'accuracy', min: 0.9999 }] }, (mw) =>
    mw.retrain({ model: 'shop', data: turned, window: 'recent', maxCandidates: 1 }),
  );
  expect(retrained).toMatchObject({ decision: 'kept', model: { version: 2 }, challenger: { verdict: 'lift' } });
  expect(retrained.gain.value).toBeGreaterThan(0.5);
  expect(retrained.reason).toMatch(
    /^The champion stays: the challenger does not pass \(gate: accuracy >= 0\.9999 must hold/,
  );
});
