/** Reading and writing the messages of Triton's extensions for repositories and statistics. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { IndexedVersion } from '../../serve/repository/model-repository.ts';
import type { Total, VersionStatistics } from '../../serve/statistics.ts';
import { invalid } from '../check-body.ts';
import { bytesField, type Fields, mapField, readMessage, scalarField, textField } from './message-reader.ts';
import { writeTexts } from './model-messages.ts';

/** A request to load or unload. */
export interface ModelControlRequest {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const mostParameters = 100;

/** RepositoryIndexRequest. @throws BODY_INVALID */
export function readIndexRequest(bytes: Uint8Array): { readonly ready: boolean } {
  let ready = false;
  readMessage(bytes, {
    2: scalarField(WireType.Varint, (reader) => {
      ready = reader.bool();
    }),
  });
  return { ready };
}

/** RepositoryModelLoadRequest and RepositoryModelUnloadRequest. @throws BODY_INVALID */
export function readModelControl(bytes: Uint8Array): ModelControlRequest {
  let name = '';
  const parameters = new Map<string, unknown>();
  readMessage(bytes, {
    2: textField((text) => {
      name = text;
    }),
    3: mapField<unknown>(valueFields, (key, value) => {
      if (parameters.size >= mostParameters) throw invalid('parameters', `at most ${mostParameters} of them`);
      parameters.set(key, value);
    }),
  });
  return { name, parameters: Object.fromEntries(parameters) };
}

/** ModelRepositoryParameter: one of four types. */
function valueFields(take: (value: unknown) => void): Fields {
  return {
    1: scalarField(WireType.Varint, (reader) => take(reader.bool())),
    2: scalarField(WireType.Varint, (reader) => take(Number(reader.int64()))),
    3: textField(take),
    4: bytesField(take),
  };
}

/** RepositoryIndexResponse */
export function writeIndex(versions: readonly IndexedVersion[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const { name, version, state, reason } of versions) {
    writer.tag(1, WireType.LengthDelimited).fork();
    for (const [i, text] of [name, String(version), state, reason].entries()) writeTexts(writer, i + 1, [text]);
    writer.join();
  }
  return writer.finish();
}

/** ModelStatisticsResponse */
export function writeStatistics(all: readonly VersionStatistics[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const one of all) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writeTexts(writer, 1, [one.name]);
    writeTexts(writer, 2, [String(one.version)]);
    for (const [i, count] of [one.lastInferenceMs, one.inferences, one.executions].entries()) {
      writer.tag(i + 3, WireType.Varint).uint64(count);
    }
    writer.tag(6, WireType.LengthDelimited).fork();
    writeTotals(writer, 1, [one.success, one.fail, one.queue, one.input, one.infer, one.output]);
    writer.join();
    for (const { batchSize, input, infer, output } of one.batches) {
      writer.tag(7, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.Varint).uint64(batchSize);
      writeTotals(writer, 2, [input, infer, output]);
      writer.join();
    }
    writer.join();
  }
  return writer.finish();
}

/** StatisticDuration, one field after the other. */
function writeTotals(writer: BinaryWriter, from: number, totals: readonly Total[]): void {
  for (const [i, { count, ns }] of totals.entries()) {
    writer.tag(from + i, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).uint64(count);
    writer.tag(2, WireType.Varint).uint64(ns);
    writer.join();
  }
}
