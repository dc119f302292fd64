/** Requests and answers of many elements: read and written in pieces, with the result of one piece. */
import { describe, expect, it } from 'vitest';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { readElements, writeElements } from '../../serve/tensors/binary-elements.ts';
import { elementsAtOnce } from '../../serve/tensors/elements-at-once.ts';
import { compileTensorReader } from '../../serve/tensors/tensor-reader.ts';
import type { InputColumn } from '../../table/task.ts';
import { writeInferAnswer } from '../grpc/infer-answer.ts';
import { readInferCall } from '../grpc/infer-request.ts';
import { inferenceAnswer } from './inference-answer.ts';
import { readInferenceRequest } from './inference-request.ts';
import { jsonAtOnce } from './json-elements.ts';

const [numbersAtOnce, textsAtOnce] = [elementsAtOnce('FP64'), elementsAtOnce('BYTES')];
const names = ['a', 'b', 'c'];
const version = { name: 'late', version: 3 } as Parameters<typeof inferenceAnswer>[0]['version'];
const numbers = (count: number, from: number) => Float64Array.from({ length: count }, (_, i) => from + i / 3);
const texts = (count: number) => Array.from({ length: count }, (_, i) => `é${i}`);
const tensors = (count: number) =>
  names.map((name, i) => ({ name, datatype: 'FP64' as const, shape: [count], data: numbers(count, i) }));
const body = (count: number) => ({
  inputs: tensors(count).map(({ data, ...described }) => ({ ...described, data: Array.from(data) })),
});
const none = Buffer.alloc(0);

function piecesOf(work: Iterator<void, unknown>): number {
  let pieces = 1;
  while (!work.next().done) pieces++;
  return pieces;
}

/** A request with one input. */
const one = (datatype: string, shape: readonly number[], data: unknown) => ({
  inputs: [{ name: 'a', datatype, shape, data }],
});

describe('a tensor of many elements', () => {
  it('is read in pieces of JSON, and its refusals name the place', () => {
    const data = Array.from(numbers(3 * jsonAtOnce, 0));
    const flat = () => readInferenceRequest(one('FP64', [data.length], data), none);
    expect(takeAtOnce(flat()).inputs[0].data).toEqual(Float64Array.from(data));
    expect(piecesOf(flat())).toBe(3);
    expect(piecesOf(readInferenceRequest(one('BYTES', [data.length], texts(data.length)), none))).toBe(3);
    const wrong = data.with(2 * jsonAtOnce + 1, Infinity);
    expect(() => takeAtOnce(readInferenceRequest(one('FP64', [data.length], wrong), none))).toThrow(
      `inputs[0].data[${2 * jsonAtOnce + 1}]: expected a finite number, found a number that float64 cannot hold`,
    );
  });

  it('is taken out of nested lists in pieces', () => {
    const rows = Array.from({ length: jsonAtOnce / 8 }, (_, row) => Array.from(numbers(24, row)));
    const nested = () => readInferenceRequest(one('FP64', [rows.length, 24], rows), none);
    expect(takeAtOnce(nested()).inputs[0].data).toEqual(Float64Array.from(rows.flat()));
    // Four to find the elements and the lists they are in, three to read them.
    expect(piecesOf(nested())).toBe(4 + 2);
    const deep = [[[1, 2], [3]], 4, [[[[]]], [[[5]]]], []];
    const ragged = (count: number) => readInferenceRequest(one('INT64', [count], deep), none);
    expect(takeAtOnce(ragged(5)).inputs[0].data).toEqual(Float64Array.of(1, 2, 3, 4, 5));
    expect(() => takeAtOnce(ragged(4))).toThrow('found 5');
    // Lists without anything in them take their turns as well.
    const hollow = Array.from({ length: 3 * jsonAtOnce }, () => []);
    expect(piecesOf(readInferenceRequest(one('FP64', [0], hollow), none))).toBe(4);
  });

  it('is read and written in pieces of bytes', () => {
    const data = numbers(3 * numbersAtOnce, 7).map(Math.trunc);
    for (const datatype of ['FP64', 'INT32', 'FP32'] as const) {
      const bytes = takeAtOnce(writeElements({ datatype, data }));
      // One byte off, numbers do not lie as the processor wants them.
      const shifted = new Uint8Array(bytes.length + 1).subarray(1);
      shifted.set(bytes);
      expect(isSame(takeAtOnce(readElements(datatype, data.length, shifted)), data)).toBe(true);
      expect(piecesOf(readElements(datatype, data.length, shifted))).toBe(3);
    }
    expect(piecesOf(writeElements({ datatype: 'INT32', data }))).toBe(3);
    const many = texts(3 * textsAtOnce);
    const bytes = takeAtOnce(writeElements({ datatype: 'BYTES', data: many }));
    expect(takeAtOnce(readElements('BYTES', many.length, bytes))).toEqual(many);
    expect(piecesOf(readElements('BYTES', many.length, bytes))).toBe(3);
    // Once to know their length, once to write them.
    expect(piecesOf(writeElements({ datatype: 'BYTES', data: many }))).toBe(2 + 3);
  });

  it('becomes columns in pieces', () => {
    const inputs: InputColumn[] = names.map((name) => ({ name, type: 'number' }));
    const read = compileTensorReader({ inputs });
    const matrix = { name: 'features', datatype: 'FP64' as const, shape: [numbersAtOnce, 3] };
    const work = () => read.inPieces([{ ...matrix, data: numbers(3 * numbersAtOnce, 0) }]);
    // Three to take the columns apart, and one to look at each.
    expect(piecesOf(work())).toBe(3 + 2);
    const { columns } = takeAtOnce(work());
    for (const [k, column] of columns.entries()) {
      const values = Float64Array.from({ length: numbersAtOnce }, (_, row) => (row * 3 + k) / 3);
      expect('values' in column && isSame(column.values, values)).toBe(true);
    }
    const instants = compileTensorReader({ inputs: [{ name: 't', type: 'datetime' }] });
    const data = Array.from({ length: 3 * textsAtOnce }, () => '2026-01-01');
    expect(piecesOf(instants.inPieces([{ name: 't', datatype: 'BYTES', shape: [data.length], data }]))).toBe(3);
  });

  it('comes in a message that is read in pieces, and goes in one that is written so', () => {
    const count = 3 * textsAtOnce;
    const data = numbers(count, 1);
    const packed = field(7, Buffer.from(data.buffer));
    const described = [field(1, Buffer.from('a')), field(2, Buffer.from('FP64')), field(3, varint(count))];
    const message = field(5, Buffer.concat([...described, field(5, packed)]));
    // 64 KiB of its numbers at a time.
    expect(piecesOf(readInferCall(message))).toBe(3);
    const { request } = takeAtOnce(readInferCall(message));
    expect(takeAtOnce(request()).inputs).toEqual([{ name: 'a', datatype: 'FP64', shape: [count], data }]);
    const said = [{ name: 'a', datatype: 'BYTES' as const, shape: [count], data: texts(count) }];
    const answer = () => writeInferAnswer({ version, tensors: said }, { id: 'x', outputs: undefined, binary: false });
    expect(piecesOf(answer())).toBe(3);
    expect(takeAtOnce(answer()).length).toBeGreaterThan(count * 4);
  });
});

describe('many tensors', () => {
  it('are read several in each piece', () => {
    const rows = jsonAtOnce / 2;
    const work = () => readInferenceRequest(body(rows), none);
    expect(takeAtOnce(work()).inputs).toEqual(tensors(rows));
    expect(piecesOf(work())).toBe(2);
    expect(piecesOf(readInferenceRequest(body(1_000), none))).toBe(1);
    const wrong = { inputs: [...body(rows).inputs, { name: 'd', datatype: 'FP64', shape: [2], data: [1] }] };
    expect(() => takeAtOnce(readInferenceRequest(wrong, none))).toThrow('inputs[3].data');
  });

  it('become columns several in each piece', () => {
    const rows = numbersAtOnce / 2;
    const read = compileTensorReader({ inputs: names.map((name) => ({ name, type: 'number' })) });
    expect(piecesOf(read.inPieces(tensors(rows)))).toBe(2);
    const { columns } = takeAtOnce(read.inPieces(tensors(rows)));
    for (const [k, { data }] of tensors(rows).entries()) {
      const column = columns[k];
      expect('values' in column && isSame(column.values, data)).toBe(true);
    }
  });

  it('are written in pieces, with the bytes of one', () => {
    const answer = (count: number, binary: boolean) =>
      inferenceAnswer({ version, tensors: tensors(count) }, { id: 'x', outputs: undefined, binary });
    const rows = 9_000;
    const json = takeAtOnce(answer(rows, false)).body;
    const whole = {
      model_name: 'late',
      model_version: '3',
      id: 'x',
      outputs: body(rows).inputs.map(({ name, datatype, shape, data }) => ({ name, datatype, shape, data })),
    };
    expect(String(json)).toBe(JSON.stringify(whole));
    // Each tensor as a list, then some thousands of its elements at a time.
    expect(piecesOf(answer(rows, false))).toBe(1 + 2 + 3 * 5);
    expect([piecesOf(answer(rows, true)), piecesOf(answer(100, false)), piecesOf(answer(100, true))]).toEqual([
      3, 1, 1,
    ]);
  });

  it('come in messages that are read a field at a time where fields are long', () => {
    const raw = field(7, Buffer.alloc(70_000, 1));
    expect(piecesOf(readInferCall(Buffer.concat([raw, raw, raw])))).toBe(3);
    expect(piecesOf(readInferCall(Buffer.from([0x0a, 1, 0x61])))).toBe(1);
    expect(() => takeAtOnce(readInferCall(Buffer.concat([raw, raw.subarray(0, 100)])))).toThrow('message');
  });
});

/** To the bit; a list of this length takes the usual comparison seconds. */
function isSame(found: ArrayLike<unknown>, expected: Float64Array): boolean {
  return found.length === expected.length && expected.every((value, i) => Object.is(value, found[i]));
}

/** A field of bytes in a message. */
function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}
