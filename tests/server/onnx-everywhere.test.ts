/** ONNX models where they answer later than others: shadows of rollouts, streams, jobs and declared tests. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { importFromFile } from '../../src/app/import-from-file.ts';
import { testModel } from '../../src/app/test-model.ts';
import { testsSchema } from '../../src/evaluate/behaviour/declared-test.ts';
import { gatesSchema } from '../../src/evaluate/gates/declared-gate.ts';
import { latestRolloutOf } from '../../src/lifecycle/rollout/record/rollout-record.ts';
import { servingSchema } from '../../src/serve/repository/declared-serving.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { promote } from '../../src/tracking/registry.ts';
import { fewRowsModel, onnxExpected } from '../native-files.ts';
import { withHome } from '../store/with-home.ts';
import { begin, isIn, sendUntil } from './rollout-traffic.ts';
import { withServer } from './with-server.ts';

const columns = ['sl', 'sw', 'pl', 'pw'];
const kinds = ['setosa', 'versicolor', 'virginica'];
const { feeds, outputs } = onnxExpected['sklearn-classifier'];
const matrix = feeds['X'] as readonly (readonly number[])[];
const rows = matrix.map((row) => Object.fromEntries(columns.map((name, k) => [name, row[k]])));

async function imported(store: Store, file: string, classes: readonly string[] = []): Promise<void> {
  const path = fileURLToPath(new URL(`../fixtures/onnx/${file}.onnx`, import.meta.url));
  const request = { file: path, name: 'late', target: 'species', classes, columns, actor: 'test' };
  await importFromFile(async () => store, request);
}

/** A job, once it has ended. */
async function endOf(job: string): Promise<{ readonly state: string; readonly problem?: { readonly code: string } }> {
  for (;;) {
    const told = (await (await fetch(job)).json()) as { state: string };
    if (told.state !== 'queued' && told.state !== 'running') return told;
    await sleep(100);
  }
}

it('answer as shadows in their own processes, and are compared', () =>
  withServer(
    async (store) => {
      await imported(store, 'sklearn-classifier');
      await imported(store, 'torch-perceptron', kinds);
      await promote(store, { ref: 'late@1', reason: 'first', actor: 'test' });
      const guardrails = {
        outputs: { action: 'off' },
        latency: { action: 'off' },
        constant: { action: 'off' },
      } as const;
      await begin(store, { strategy: 'shadow', leastSeconds: 1, leastRequests: 5, guardrails });
    },
    async ({ store, server }) => {
      const { byVersion } = await sendUntil([server.url], isIn(store, 'passed'), {
        rows: (i) => [rows[i % rows.length]],
      });
      expect(Object.keys(byVersion)).toEqual(['1']);
      const { state, pairs } = await latestRolloutOf(store.records, 'late');
      expect(pairs.pairs).toBeGreaterThanOrEqual(5);
      expect(state.watches['late@2'].totals).toMatchObject({ errors: 0 });
    },
  ));

it('answer streams and jobs with what they answer to requests', () =>
  withServer(
    (store) => imported(store, 'sklearn-classifier'),
    async ({ server }) => {
      const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      const headers = { 'content-type': 'application/x-ndjson' };
      const predictionsOf = (text: string) =>
        text
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as { prediction: string }).prediction);
      const url = `${server.url}/v1/models/late`;
      const streamed = await fetch(`${url}/predict-stream`, { method: 'POST', headers, body });
      expect(predictionsOf(await streamed.text())).toEqual(outputs['output_label']);
      const taken = await fetch(`${url}/jobs`, { method: 'POST', headers, body });
      const { jobId } = (await taken.json()) as { jobId: string };
      const job = `${server.url}/v1/jobs/${jobId}`;
      expect(await endOf(job)).toMatchObject({ state: 'done' });
      expect(predictionsOf(await (await fetch(`${job}/result`)).text())).toEqual(outputs['output_label']);
    },
  ));

it('run in jobs as the project says of their processes', () =>
  withServer(
    async (store) => {
      const file = `${store.home}/few.onnx`;
      await writeFile(file, fewRowsModel(100));
      const request = { file, name: 'late', target: 'y', classes: [], columns: [], actor: 'test' };
      await importFromFile(async () => store, request);
    },
    async ({ server }) => {
      const headers = { 'content-type': 'application/x-ndjson' };
      const values = Array.from({ length: 150 }, (_, i) => i);
      const body = values.map((x) => `{"x":${x}}\n`).join('');
      const taken = await fetch(`${server.url}/v1/models/late/jobs`, { method: 'POST', headers, body });
      const job = `${server.url}/v1/jobs/${((await taken.json()) as { jobId: string }).jobId}`;
      expect(await endOf(job)).toMatchObject({ state: 'done', rows: 150 });
      const lines = (await (await fetch(`${job}/result`)).text()).trim().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { prediction?: number }).prediction)).toEqual(values);
    },
    undefined,
    undefined,
    servingSchema.parse({ models: { late: { native: { batch: { maxRows: 64 } } } } }),
  ));

it('are tested like others: behaviour, gates and the time of a row', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    await imported(store, 'sklearn-classifier');
    const lines = matrix.map((row, i) => [...row, outputs['output_label'][i]].join(','));
    const source = `${home}/iris.csv`;
    await writeFile(source, [[...columns, 'species'].join(','), ...lines, ...lines].join('\n'));
    const found = await testModel(store, {
      model: 'late@1',
      source,
      declared: {
        tests: testsSchema.parse([
          { name: 'same', kind: 'invariance', change: { column: 'sl', add: 1e-7 } },
          { name: 'sure', kind: 'minimum_functionality', cases: [{ row: rows[0], class: outputs['output_label'][0] }] },
        ]),
        gates: gatesSchema.parse([
          { metric: 'accuracy', min: 0.99 },
          { metric: 'latency_us', max: 60_000_000 },
        ]),
      },
      seed: 1,
      actor: 'test',
      onProgress: () => {},
    });
    expect(found.passed).toBe(true);
    expect(found.tests.map(({ verdict }) => verdict)).toEqual(['passed', 'passed']);
    expect(found.gates).toHaveLength(2);
    await store.close();
  }));
