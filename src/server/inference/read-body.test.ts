/** Tensors in binary behind the JSON of a request. */
import { expect, it } from 'vitest';
import { readInferenceBody } from './read-body.ts';

const numbers = Float64Array.of(0.1, -0, Number.NaN, 1e300);
const whole = Int32Array.of(1, -2, 3);

/** The two tensors behind JSON that is longer by some spaces, in a buffer that begins where numbers may lie. */
function body(spaces: number): { bytes: Buffer; jsonBytes: number } {
  const input = (name: string, datatype: string, { length, byteLength }: Float64Array | Int32Array) => {
    return { name, datatype, shape: [length], parameters: { binary_data_size: byteLength } };
  };
  const inputs = [input('numbers', 'FP64', numbers), input('whole', 'INT32', whole)];
  const json = Buffer.from(JSON.stringify({ id: 'all of the text', inputs }) + ' '.repeat(spaces));
  const joined = Buffer.concat([json, new Uint8Array(numbers.buffer), new Uint8Array(whole.buffer)]);
  const bytes = Buffer.from(new ArrayBuffer(joined.length));
  joined.copy(bytes);
  return { bytes, jsonBytes: json.length };
}

it.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'are read wherever they begin, without a copy of their numbers: %i more bytes',
  async (spaces) => {
    const { bytes, jsonBytes } = body(spaces);
    const { id, inputs } = await readInferenceBody(bytes, String(jsonBytes));
    expect([id, ...inputs.map(({ data }) => data)]).toEqual(['all of the text', numbers, Float64Array.from(whole)]);
    expect((inputs[0].data as Float64Array).buffer).toBe(bytes.buffer);
  },
);
