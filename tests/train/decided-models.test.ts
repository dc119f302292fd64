/** Models with calibrated probabilities and a rule for answers: alike through every door, exported and retrained. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/data/read.ts';
import { resolveSource } from '../../src/data/source.ts';
import type { Modelwright } from '../../src/index.ts';
import { createRng } from '../../src/math/philox.ts';
import { startServer } from '../../src/server/start.ts';
import { openStore } from '../../src/store/open-store.ts';
import { cell } from '../../src/table/column.ts';
import { columnOf } from '../../src/table/table.ts';
import { largestDifference, onnxAnswers } from '../exchange/onnx-session.ts';
import { withHome } from './with-home.ts';

interface Payment {
  readonly sum: number;
  readonly kind: string;
  readonly state: 'fraud' | 'fine';
}

/** One fraud in about seven; the sum and one kind tell something about them. */
function payments(rows: number, seed: number): Payment[] {
  const rng = createRng(seed).split('payments');
  return Array.from({ length: rows }, () => {
    const sum = Number(rng.normal().toFixed(4));
    const kind = ['card', 'wire', 'cash'][rng.integer(3)];
    const score = -2.4 + 1.5 * sum + (kind === 'wire' ? 1.5 : 0) + rng.normal();
    return { sum, kind, state: score > 0 ? 'fraud' : 'fine' };
  });
}

function write(folder: string, name: string, rows: readonly Payment[]): string {
  const path = join(folder, name);
  const lines = rows.map(({ sum, kind, state }) => [sum.toFixed(4), kind, state].join(','));
  writeFileSync(path, `${['sum,kind,state', ...lines].join('\n')}\n`);
  return path;
}

const fresh = payments(200, 9);
const inputs = fresh.map(({ sum, kind }) => ({ sum, kind }));
const asked = {
  target: 'state',
  positiveClass: 'fraud',
  name: 'payments',
  preset: 'fast',
  maxCandidates: 1,
  threads: 1,
} as const;

/** What the server answers over the same home. */
async function overHttp(folder: string, ref: string) {
  const store = await openStore(join(folder, 'home'));
  const server = await startServer({ platform: { store: async () => store }, port: 0 });
  try {
    const reply = await fetch(`${server.url}/v1/models/${ref}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows: inputs }),
    });
    expect(reply.status).toBe(200);
    return (await reply.json()) as { predictions: string[]; probabilities: Record<string, number>[] };
  } finally {
    await server.close();
    await store.close();
  }
}

/** Answers and probabilities of the library, a file and the server are the same bits. */
async function expectSameEverywhere(mw: Modelwright, folder: string, ref: string): Promise<string[]> {
  const { predictions, probabilities } = (await mw.load(ref)).predict(inputs);
  expect(await overHttp(folder, ref)).toMatchObject({ predictions, probabilities: [...probabilities!] });
  const output = join(folder, 'scored.csv');
  await mw.predict({ model: ref, source: write(folder, 'fresh.csv', fresh), output });
  const written = await readTable(await resolveSource(output));
  for (const [row, answer] of predictions.entries()) {
    expect(cell(columnOf(written, 'prediction'), row)).toBe(answer);
    expect(cell(columnOf(written, 'probability_fraud'), row)).toBe(probabilities![row]['fraud']);
  }
  return predictions.map(String);
}

/** The exported file answers like the library. */
async function expectExported(mw: Modelwright, folder: string, ref: string): Promise<void> {
  const output = join(folder, 'payments.onnx');
  await mw.export({ model: ref, format: 'onnx', output });
  const model = await mw.load(ref);
  const { predictions, probabilities } = model.predict(inputs);
  const found = await onnxAnswers(readFileSync(output), model.signature, inputs);
  const frauds = Float64Array.from(probabilities!, ({ fraud }) => fraud);
  expect(largestDifference(found.probabilities![1], frauds)).toBeLessThan(1e-6);
  expect(found.labels).toEqual(predictions);
}

describe.each([['costs', { costs: 'false_negative=6,false_positive=1', calibrate: 'platt' }, 'cost']] as const)(
  'a model that decides by %s',
  (_, settings, purpose) => {
    it('answers alike in the library, in files, over HTTP and as ONNX, and is retrained with its settings', () =>
      withHome(async (mw, folder) => {
        const source = write(folder, 'payments.csv', payments(2100, 1));
        const { decision, calibration } = await mw.train({ ...asked, source, ...settings });
        expect(decision).toMatchObject({ by: 'threshold', purpose });
        expect(calibration).toMatchObject({ asked: settings.calibrate, method: settings.calibrate });
        const answers = await expectSameEverywhere(mw, folder, 'payments@1');
        // More are called frauds than by the most probable class: the rule is in force.
        const { probabilities } = (await mw.load('payments@1')).predict(inputs);
        const plain = probabilities!.filter(({ fraud, fine }) => fraud > fine).length;
        expect(answers.filter((answer) => answer === 'fraud').length).toBeGreaterThan(plain);
        await expectExported(mw, folder, 'payments@1');

        const data = write(folder, 'later.csv', payments(1200, 2));
        const { challenger } = await mw.retrain({ model: 'payments', data, maxCandidates: 1, threads: 1 });
        const shown = await mw.models.show({ model: `payments@${challenger.version}` });
        expect(shown).toMatchObject({ calibration: settings.calibrate, decision: { by: 'threshold' } });
        const [before, after] = await Promise.all(
          [1, challenger.version].map(async (version) => {
            const { runId } = await mw.models.show({ model: `payments@${version}` });
            return (await mw.runs.show({ run: runId! })).config as Record<string, unknown>;
          }),
        );
        for (const field of ['costs', 'decideBy', 'threshold', 'calibrate', 'metric', 'preset']) {
          expect([field, after[field]]).toEqual([field, before[field]]);
        }
        expect(await mw.reproduce({ model: `payments@${challenger.version}` })).toMatchObject({ equal: true });
      }));
  },
);
