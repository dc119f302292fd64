/** Versions change while requests run: none fails, and no answer mixes two versions. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { promote, rollback } from '../../src/tracking/registry.ts';
import { goodRow, registerModel, smallModel } from './small-models.ts';
import { withGrpcClient } from './with-grpc-client.ts';

const rows = Array.from({ length: 40 }, (_, i) => ({ ...goodRow, distance: 25 * i }));
const swaps = 8;
const infer = 'inference.GRPCInferenceService/ModelInfer';
const base64 = (text: string) => new Array(rows.length).fill(Buffer.from(text).toString('base64'));
const column = (name: string, datatype: string, contents: object) => ({
  name,
  datatype,
  shape: [rows.length],
  contents,
});
const call = {
  model_name: 'late',
  inputs: [
    column('city', 'BYTES', { bytes_contents: base64(goodRow.city) }),
    column('distance', 'FP64', { fp64_contents: rows.map(({ distance }) => distance) }),
    column('night', 'BOOL', { bool_contents: new Array(rows.length).fill(true) }),
    column('at', 'BYTES', { bytes_contents: base64(goodRow.at) }),
  ],
};
const stream = {
  method: 'POST',
  headers: { 'content-type': 'application/x-ndjson' },
  body: `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`,
};

it(
  'promotions and rollbacks under load fail no request and mix no answer, over HTTP, gRPC and streams',
  () =>
    withGrpcClient(
      async (store) => {
        await registerModel(store, 'late', smallModel('binary', 1));
        await registerModel(store, 'late', smallModel('binary', 2));
      },
      async ({ store, send, client }) => {
        const expected = await Promise.all(
          [1, 2].map(async (version) => {
            const { probabilities } = (await send(`/v1/models/late@${version}/predict`, { rows })).json;
            return probabilities.flatMap(({ FALSE, TRUE }: { FALSE: number; TRUE: number }) => [FALSE, TRUE]);
          }),
        );
        expect(expected[0]).not.toEqual(expected[1]);
        const seen = new Set<number>();
        let answered = 0;
        let isOver = false;
        const check = (version: number, probabilities: readonly number[]) => {
          expect(probabilities).toEqual(expected[version - 1]);
          seen.add(version);
          answered++;
        };
        const pair = ({ probabilities }: { probabilities: { FALSE: number; TRUE: number } }) => [
          probabilities.FALSE,
          probabilities.TRUE,
        ];
        const askers = [
          async () => {
            const { status, json } = await send('/v1/models/late/predict', { rows });
            expect(status).toBe(200);
            check(
              json.modelVersion,
              json.probabilities.flatMap((probabilities: never) => pair({ probabilities })),
            );
          },
          async () => {
            const { model_version, outputs } = await client.call(infer, call);
            check(Number(model_version), outputs[1].contents.fp64_contents);
          },
          async () => {
            const { text } = await send('/v1/models/late/predict-stream', undefined, stream);
            const lines = text
              .trimEnd()
              .split('\n')
              .map((line) => JSON.parse(line));
            check(lines[0].modelVersion, lines.flatMap(pair));
          },
        ];
        const load = askers.map(async (ask) => {
          while (!isOver) await ask();
        });
        for (let swap = 0; swap < swaps; swap++) {
          if (swap % 2 === 0) await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
          else await rollback(store, { name: 'late', actor: 'ann' });
          await sleep(350);
        }
        isOver = true;
        await Promise.all(load);
        expect([...seen].sort((a, b) => a - b)).toEqual([1, 2]);
        expect(answered).toBeGreaterThan(swaps);
      },
      { predictMs: 10_000 },
    ),
  60_000,
);
