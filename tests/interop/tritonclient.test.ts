/**
 * The unmodified tritonclient (PyPI) against the server. MODELWRIGHT_INTEROP_PYTHON names a Python that has `tritonclient[all]`;
 * where there is none, this is skipped.
 */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fromBinary } from '@bufbuild/protobuf';
import { type DescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { servingSchema } from '../../src/serve/repository/declared-serving.ts';
import { protoDescriptor } from '../../src/server/grpc/proto-file.ts';
import { inferenceProtocol } from '../../src/server/grpc/protocols.ts';
import type { Store } from '../../src/store/open-store.ts';
import { cell } from '../../src/table/column.ts';
import { takeRows } from '../../src/table/table.ts';
import { features, registerModel, smallModel } from '../server/small-models.ts';
import { withServer } from '../server/with-server.ts';

const python = process.env.MODELWRIGHT_INTEROP_PYTHON ?? 'python3';
const hasClient = spawnSync(python, ['-c', 'import tritonclient.http, tritonclient.grpc']).status === 0;
const binary = smallModel('binary');

/** Rows in which nothing is missing, which NumPy's truth values and texts could not say. */
const rows = takeRows(
  features,
  Array.from({ length: features.nRows }, (_, row) => row).filter((row) =>
    features.columns.every((column) => cell(column, row) !== null),
  ),
);
const datatypes = { string: 'BYTES', number: 'FP64', boolean: 'BOOL', datetime: 'BYTES' } as const;
const columns = Object.fromEntries(
  rows.columns.map((column) => {
    const data = Array.from({ length: rows.nRows }, (_, row) => cell(column, row));
    return [column.name, { datatype: datatypes[column.kind], data }];
  }),
);

/** Runs a script against a model that is served, with the rows on its standard input; what it prints is JSON. */
async function told(script: string, address: string) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const running = promisify(execFile)(python, [path, address, 'late', '1']);
  running.child.stdin?.end(JSON.stringify(columns));
  return JSON.parse((await running).stdout);
}

const { values, probabilities } = binary.model.predict(rows);
const expected = {
  id: 'seven',
  version: '1',
  prediction: Array.from(values, (code) => ['FALSE', 'TRUE'][code]),
  probabilities: Array.from({ length: rows.nRows * 2 }, (_, i) => probabilities![i % 2][i >> 1]),
  shape: [rows.nRows, 2],
};
const always = {
  live: true,
  ready: true,
  modelReady: true,
  versionReady: true,
  server: { name: 'modelwright' },
  model: { name: 'late', versions: ['1', '2'] },
  outputs: ['prediction', 'probabilities', 'prediction_id'],
};

/** Unloads, loads with a policy, asks for figures: what the scripts' second half finds, numbers as the transport writes them. */
function expectRepository(told: Told, number: (value: number) => number | string): void {
  const index = told.index.models ?? told.index;
  expect(index).toMatchObject([
    { name: 'late', version: '2', state: 'UNAVAILABLE', reason: 'is loaded when it is asked for' },
    { name: 'late', version: '1', state: 'READY' },
  ]);
  expect([told.unloaded, told.loaded]).toEqual([false, [true, true]]);
  const [before, after] = told.statistics.map(({ model_stats }) => model_stats);
  expect(before).toHaveLength(1);
  expect(before[0].last_inference ?? number(0)).toEqual(number(0));
  expect(after).toMatchObject([
    {
      name: 'late',
      version: '2',
      inference_count: number(rows.nRows),
      execution_count: number(1),
      inference_stats: { success: { count: number(1) }, compute_infer: { count: number(1) } },
      batch_stats: [{ compute_infer: { count: number(1) } }],
    },
  ]);
  expect(Number(after[0].inference_stats.success.ns)).toBeGreaterThan(0);
  expect(told.everything.model_stats.map(({ version }) => version)).toEqual(['2', '1']);
  expect(told.nobody).toContain('model "nobody" does not exist');
}

interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: a list over HTTP, an object over gRPC.
  readonly index: any;
  readonly unloaded: boolean;
  readonly loaded: readonly boolean[];
  // biome-ignore lint/suspicious/noExplicitAny: the protocol's many fields.
  readonly statistics: readonly { readonly model_stats: any[] }[];
  readonly everything: { readonly model_stats: readonly { readonly version: string }[] };
  readonly nobody: string;
}

const serving = servingSchema.parse({ control: 'explicit', load: ['late'] });
const twoVersions = async (store: Store) => {
  await registerModel(store, 'late', binary);
  await registerModel(store, 'late', smallModel('binary', 2));
};

describe.skipIf(!hasClient)('tritonclient (skipped where Python has none)', () => {
  it('gets the bits of the model over HTTP, in JSON and in binary', () =>
    withServer(
      twoVersions,
      async ({ server }) => {
        const answer = await told('tritonclient_http.py', new URL(server.url).host);
        expect(answer).toMatchObject({ ...always, json: expected, binary: expected });
        expect(answer.refused).toContain('"city" is missing');
        expectRepository(answer.repository, (value) => value);
      },
      {},
      undefined,
      serving,
    ));

  it('gets the same over gRPC, and knows every message as the server describes it', () =>
    withServer(
      twoVersions,
      async ({ server }) => {
        const { refused, protocol, repository, ...answer } = await told('tritonclient_grpc.py', server.grpcAddress!);
        expect(answer).toMatchObject({ ...always, answer: expected });
        expect(refused).toEqual(['StatusCode.INVALID_ARGUMENT', expect.stringContaining('"city" is missing')]);
        expectRepository(repository, String);
        expect(repository.files).toContain('models come from the registry');
        expect(protocol).toMatchObject(fieldsOf(protoDescriptor(inferenceProtocol).bytes));
      },
      {},
      0,
      serving,
    ));
});

/** Number, type and, for messages, the type's name of every field, in the form that the script prints. */
function fieldsOf(descriptor: Uint8Array): Record<string, [number, number, string]> {
  const file = fromBinary(FileDescriptorProtoSchema, descriptor);
  const fields: Record<string, [number, number, string]> = {};
  const add = (messages: readonly DescriptorProto[], scope: string): void => {
    for (const { name, field, nestedType, options } of messages) {
      if (options?.mapEntry) continue;
      for (const one of field) fields[`${scope}.${name}.${one.name}`] = [one.number, one.type, one.typeName.slice(1)];
      add(nestedType, `${scope}.${name}`);
    }
  };
  add(file.messageType, file.package);
  return fields;
}
