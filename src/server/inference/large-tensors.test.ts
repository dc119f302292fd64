/** Requests and answers of many elements: read and written in pieces, with the result of one piece. */
import { describe, expect, it } from 'vitest';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { compileTensorReader } from '../../serve/tensors/tensor-reader.ts';
import type { InputColumn } from '../../table/task.ts';
import { readInferCall } from '../grpc/infer-request.ts';
import { inferenceAnswer } from './inference-answer.ts';
import { readInferenceRequest } from './inference-request.ts';

const rows = 9_000;
const names = ['a', 'b', 'c'];
const version = { name: 'late', version: 3 } as Parameters<typeof inferenceAnswer>[0]['version'];
const numbers = (count: number, from: number) => Float64Array.from({ length: count }, (_, i) => from + i / 3);
const tensors = (count: number) =>
  names.map((name, i) => ({ name, datatype: 'FP64' as const, shape: [count], data: numbers(count, i) }));
const body = (count: number) => ({
  inputs: tensors(count).map(({ data, ...described }) => ({ ...described, data: Array.from(data) })),
});

function piecesOf(work: Iterator<void, unknown>): number {
  let pieces = 1;
  while (!work.next().done) pieces++;
  return pieces;
}

describe('tensors of many elements', () => {
  it('are read one in each piece, and few elements in one', () => {
    expect(takeAtOnce(readInferenceRequest(body(rows), Buffer.alloc(0))).inputs).toEqual(tensors(rows));
    expect(piecesOf(readInferenceRequest(body(rows), Buffer.alloc(0)))).toBe(3);
    expect(piecesOf(readInferenceRequest(body(1_000), Buffer.alloc(0)))).toBe(1);
    const wrong = { inputs: [...body(rows).inputs, { name: 'd', datatype: 'FP64', shape: [2], data: [1] }] };
    expect(() => takeAtOnce(readInferenceRequest(wrong, Buffer.alloc(0)))).toThrow('inputs[3].data');
  });

  it('become columns one in each piece', () => {
    const inputs: InputColumn[] = names.map((name) => ({ name, type: 'number' }));
    const read = compileTensorReader({ inputs });
    expect(piecesOf(read.inPieces(tensors(rows)))).toBe(3);
    expect(takeAtOnce(read.inPieces(tensors(rows)))).toEqual(read(tensors(rows)));
    expect(read(tensors(rows)).columns.map((column) => 'values' in column && column.values)).toEqual(
      tensors(rows).map(({ data }) => data),
    );
  });

  it('are written in pieces, with the bytes of one', () => {
    const answer = (count: number, binary: boolean) =>
      inferenceAnswer({ version, tensors: tensors(count) }, { id: 'x', outputs: undefined, binary });
    const json = takeAtOnce(answer(rows, false)).body;
    const whole = {
      model_name: 'late',
      model_version: '3',
      id: 'x',
      outputs: body(rows).inputs.map(({ name, datatype, shape, data }) => ({ name, datatype, shape, data })),
    };
    expect(json).toBe(JSON.stringify(whole));
    // Each tensor as a list, then some thousands of its elements at a time.
    expect(piecesOf(answer(rows, false))).toBe(1 + 2 + 3 * 5);
    expect([piecesOf(answer(rows, true)), piecesOf(answer(100, false)), piecesOf(answer(100, true))]).toEqual([
      3, 1, 1,
    ]);
  });

  it('come in messages that are read a field at a time where fields are long', () => {
    const raw = Buffer.alloc(70_000, 1);
    // Field 7, bytes, with their length as a varint.
    const field = Buffer.concat([Buffer.from([0x3a, 0xf0, 0xa2, 0x04]), raw]);
    expect(piecesOf(readInferCall(Buffer.concat([field, field, field])))).toBe(3);
    expect(piecesOf(readInferCall(Buffer.from([0x0a, 1, 0x61])))).toBe(1);
    expect(() => takeAtOnce(readInferCall(Buffer.concat([field, field.subarray(0, 100)])))).toThrow('message');
  });
});
