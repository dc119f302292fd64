/** The life of models without a target: trained, reproduced, asked in every way, and refused where a target is needed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArtifact } from '../../src/estimators/artifact.ts';
import type { Modelwright } from '../../src/index.ts';
import '../../src/estimators/index.ts';
import { createRng } from '../../src/math/philox.ts';
import { answersOf, measuresOf } from '../../src/serve/answers.ts';
import { predictionTable } from '../../src/serve/predict-table.ts';
import { startServer } from '../../src/server/start.ts';
import { openStore } from '../../src/store/open-store.ts';
import { write, writeGroups, writePayments } from './unlabelled-data.ts';
import { withHome } from './with-home.ts';

const rowsOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));

/** Everything that needs a target, and the clause that says so. */
async function refusesTargets(mw: Modelwright, model: string, folder: string, source: string): Promise<void> {
  const refused = (clause: string) => ({ code: 'TASK_UNLABELLED', message: expect.stringContaining(clause) });
  await expect(mw.evaluate({ model })).rejects.toMatchObject(refused('be asked about a sealed holdout'));
  await expect(mw.retrain({ model, data: source })).rejects.toMatchObject(refused('train it again'));
  const output = join(folder, 'out.csv');
  await expect(mw.predict({ model, source, output, intervals: 0.9 })).rejects.toMatchObject(refused('truth'));
  expect(existsSync(output)).toBe(false);
}

describe('clusters', () => {
  it(
    'are found, told in the units of the columns, reproduced to the byte, and said of new rows',
    () =>
      withHome(async (mw, folder) => {
        const source = writeGroups(folder, 240);
        const trained = await mw.train({ source, task: 'cluster', maxCandidates: 12, threads: 2 });
        expect(trained).toMatchObject({ task: 'cluster', clusters: 3, verdict: 'lift', champion: true });
        // Rows with a gap may fall to a neighbour.
        for (const { rows } of trained.groups) expect(Math.abs(rows - 80)).toBeLessThan(8);
        expect(trained.metrics['silhouette'].value).toBeGreaterThan(0.5);
        const weight = trained.profiles.find(({ name }) => name === 'weight')!;
        const means = weight.groups.map((one) => Math.round(Number(one!.value) / 10) + 0);
        expect(means.toSorted((a, b) => a - b)).toEqual([0, 0, 12]);
        expect(trained.candidates.filter(({ chosen }) => chosen)).toHaveLength(1);

        expect(await mw.reproduce({ model: 'groups', threads: 1 })).toMatchObject({ equal: true });
        const page = readFileSync(trained.reportPath, 'utf8');
        const shown = await mw.models.show({ model: 'groups' });
        expect(readFileSync(shown.reportPath!, 'utf8')).toBe(page);
        expect(page.match(/<svg/g)).toHaveLength(3);
        const card = readFileSync(shown.cardPath!, 'utf8');
        expect(card).toContain('Model card · groups@1');
        expect(shown).toMatchObject({ signature: { target: { name: 'cluster', task: 'cluster' } } });
        expect((await mw.runs.show({ run: trained.runId })).status).toBe('finished');

        const output = join(folder, 'said.csv');
        await mw.predict({ model: 'groups', source: writeGroups(folder, 60, 'fresh.csv'), output });
        const [header, ...said] = rowsOf(output);
        expect(header).toEqual(['prediction_id', 'cluster', 'cluster_distance']);
        for (const [row, [, cluster]] of said.entries()) if (row % 25 !== 7) expect(cluster).toBe(said[row % 3][1]);
        expect(new Set(said.map(([, cluster]) => cluster)).size).toBe(3);
        await refusesTargets(mw, 'groups', folder, source);
      }),
    120_000,
  );

  it(
    'are as many as asked, the same with any number of threads',
    () =>
      withHome(async (mw, folder) => {
        const rng = createRng(1);
        const lines = Array.from({ length: 200 }, (_, row) => {
          // Two crossed ellipses, which k-means cannot part.
          const [long, short] = [6 * rng.normal(), 0.4 * rng.normal()];
          const [x, y] = row % 2 ? [long, short] : [short, long];
          return `${x.toFixed(4)},${y.toFixed(4)}`;
        });
        const source = write(folder, 'crossed.csv', 'x,y', lines);
        const asked = { source, task: 'cluster', clusters: 2, maxCandidates: 3 } as const;
        const one = await mw.train({ ...asked, threads: 1 });
        const two = await mw.train({ ...asked, threads: 2 });
        expect(two.artifactHash).toBe(one.artifactHash);
        expect(two.candidates).toEqual(one.candidates);
        expect(one.clusters).toBe(2);
      }),
    120_000,
  );

  it(
    'are no clearer than by chance in data that has none',
    () =>
      withHome(async (mw, folder) => {
        const rng = createRng(6);
        const lines = Array.from({ length: 200 }, () => `${rng.normal()},${rng.normal()},${rng.normal()}`);
        const source = write(folder, 'plain.csv', 'a,b,c', lines);
        const { verdict, champion } = await mw.train({ source, task: 'cluster', clusters: 3, maxCandidates: 1 });
        expect({ verdict, champion }).toEqual({ verdict: 'not_distinguishable', champion: false });
      }),
    60_000,
  );
});

it('of a mixture are said with the probability of each', () => {
  const file = new URL('../fixtures/artifacts/format-3-mixture-cluster.bin', import.meta.url);
  const model = openArtifact(new Uint8Array(readFileSync(file)), 'mixture');
  const predictions = model.predict(model.golden.rows);
  const { columns } = predictionTable(predictions, model.signature.target);
  expect(columns.map(({ name }) => name)).toEqual([
    'cluster',
    'cluster_probability_0',
    'cluster_probability_1',
    'cluster_probability_2',
  ]);
  expect(measuresOf([predictions], model.signature.target)).toBeUndefined();
  const answers = answersOf(predictions, model.signature.target);
  for (const [row, chances] of answers.probabilities!.entries()) {
    expect(Object.values(chances).reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
    expect(chances[answers.predictions[row]]).toBe(Math.max(...Object.values(chances)));
  }
});

describe('anomalies', () => {
  it(
    'are found without their label, judged by it, and told of new rows on paper and over HTTP',
    () =>
      withHome(async (mw, folder) => {
        const source = writePayments(folder, 400);
        const trained = await mw.train({
          source,
          task: 'anomaly',
          labelColumn: 'odd',
          contamination: 0.1,
          maxCandidates: 3,
        });
        expect(trained).toMatchObject({ task: 'anomaly', verdict: 'lift', champion: true, contamination: 0.1 });
        expect(trained.label).toMatchObject({ column: 'odd', positive: 'fraud', rows: 400, anomalies: 20 });
        expect(trained.label!.metrics['roc_auc'].value).toBeGreaterThan(0.95);
        expect(Math.abs(trained.flagged.value! - 0.1)).toBeLessThan(0.05);
        expect(trained.profiles.map(({ name }) => name)).not.toContain('odd');
        expect(await mw.reproduce({ model: 'payments' })).toMatchObject({ equal: true });

        const output = join(folder, 'said.csv');
        const fresh = writePayments(folder, 60, 'fresh.csv');
        await mw.predict({ model: 'payments', source: fresh, output });
        const [header, ...said] = rowsOf(output);
        expect(header).toEqual(['prediction_id', 'anomaly_score', 'is_anomaly']);
        const truth = rowsOf(fresh).slice(1);
        for (const [row, [, score, flag]] of said.entries()) {
          expect(flag).toBe(String(Number(score) > 0.9));
          if (truth[row][3] === 'fraud') expect(flag).toBe('true');
        }
        await refusesTargets(mw, 'payments', folder, source);

        const rows = [
          { amount: 100, speed: 0, noise: 0 },
          { amount: 400, speed: 30, noise: 0 },
        ];
        const inProcess = (await mw.load('payments')).predict(rows);
        expect(inProcess).toMatchObject({ predictions: ['usual', 'anomaly'], measures: { is_anomaly: [false, true] } });
        const store = await openStore(join(folder, 'home'));
        const server = await startServer({ platform: { store: async () => store }, port: 0 });
        try {
          const ask = async (body: object) => {
            const reply = await fetch(`${server.url}/v1/models/payments/predict`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(body),
            });
            return { status: reply.status, json: (await reply.json()) as Record<string, unknown> };
          };
          const { status, json } = await ask({ rows });
          expect(status).toBe(200);
          expect(json).toMatchObject({ predictions: inProcess.predictions, measures: inProcess.measures });
          expect(json).not.toHaveProperty('probabilities');
          expect(await ask({ rows, intervals: 0.9 })).toMatchObject({
            status: 422,
            json: { error: { code: 'TASK_UNLABELLED' } },
          });
          const explained = await ask({ rows, explain: true });
          expect(explained).toMatchObject({ status: 200, json: { explanations: { rows: [{ of: 'anomaly' }, {}] } } });
        } finally {
          await server.close();
          await store.close();
        }
      }),
    120_000,
  );

  it(
    'are not judged without a label',
    () =>
      withHome(async (mw, folder) => {
        const source = writePayments(folder, 100);
        const { verdict, champion, label } = await mw.train({
          source,
          task: 'anomaly',
          exclude: ['odd'],
          maxCandidates: 1,
        });
        expect({ verdict, champion, label }).toEqual({ verdict: null, champion: false, label: undefined });
        await expect(mw.models.promote({ model: 'payments@1', reason: 'try' })).rejects.toMatchObject({
          code: 'PROMOTION_REFUSED',
        });
      }),
    60_000,
  );
});

describe('bad input', () => {
  it(
    'is refused with what is wrong',
    () =>
      withHome(async (mw, folder) => {
        const two = write(folder, 'two.csv', 'a,b', ['1,2', '3,4']);
        const constant = write(folder, 'constant.csv', 'a,b', Array(30).fill('1,'));
        const rows = Array.from({ length: 30 }, (_, row) => `${row * row},${(row * 7) % 11}`);
        const plain = write(folder, 'plain.csv', 'a,b', rows);
        for (const task of ['anomaly', 'cluster'] as const) {
          const train = (options: object) => mw.train({ source: plain, task, maxCandidates: 1, ...options });
          await expect(train({ source: two })).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
          await expect(train({ source: constant })).rejects.toMatchObject({ code: 'VALUE_INVALID' });
          await expect(train({ exclude: ['c'] })).rejects.toMatchObject({ code: 'COLUMN_NOT_FOUND' });
          for (const useless of [
            { target: 'a' },
            { metric: 'rmse' },
            { preset: 'best' },
            { refit: 'all' },
            { decideBy: 'f1' },
          ]) {
            await expect(train(useless)).rejects.toMatchObject({ code: 'PARAM_INVALID' });
          }
        }
        const asked = { source: plain, maxCandidates: 1 };
        await expect(mw.train({ ...asked, task: 'cluster', clusters: 20 })).rejects.toMatchObject({
          code: 'ROWS_TOO_FEW',
          details: { needed: 40, rows: 30 },
        });
        await expect(mw.train({ ...asked, task: 'cluster', contamination: 0.1 })).rejects.toMatchObject({
          details: { name: 'contamination' },
        });
        await expect(mw.train({ ...asked, task: 'anomaly', clusters: 3 })).rejects.toMatchObject({
          details: { name: 'clusters' },
        });
        await expect(mw.train({ ...asked, task: 'anomaly', labelColumn: 'c' })).rejects.toMatchObject({
          code: 'COLUMN_NOT_FOUND',
        });
        await expect(mw.train({ ...asked, target: 'a', clusters: 3 })).rejects.toMatchObject({
          details: { name: 'clusters' },
        });
        await expect(mw.train(asked)).rejects.toMatchObject({ code: 'PARAM_INVALID', details: { name: 'target' } });
      }),
    60_000,
  );

  it(
    'of copies alone makes one cluster of each',
    () =>
      withHome(async (mw, folder) => {
        const lines = Array.from({ length: 40 }, (_, row) => (row % 2 ? '1,x' : '2,y'));
        const source = write(folder, 'copies.csv', 'a,b', lines);
        const allow = ['duplicate_rows'];
        const found = await mw.train({ source, task: 'cluster', clusters: 3, maxCandidates: 1, allow });
        expect(found).toMatchObject({ clusters: 2, groups: [{ rows: 20 }, { rows: 20 }] });
      }),
    60_000,
  );
});
