/** Whether rows may run together is found out by asking, and tensors are taken apart and put together without loss. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centredModel, column, onnxFile, unaryModel } from '../../tests/native-files.ts';
import { defaultNative, nativeSchema } from './declared-native.ts';
import { importOnnx } from './import-onnx.ts';
import { openNative } from './native-model.ts';
import type { NativeTensor, TensorSpec } from './native-tensor.ts';
import { answersRowsAlone } from './rows-alone.ts';
import { joinTensors, rowLayout, rowsOfTensors, sliceTensors } from './tensor-rows.ts';

async function isBatching(bytes: Uint8Array, declared = defaultNative): Promise<boolean> {
  const { artifact } = await importOnnx(bytes, { target: 'target', classes: [], columns: [] });
  const { native } = await openNative(artifact, { what: 'm', read: async () => artifact, declared });
  try {
    return native.settings.isBatching;
  } finally {
    native.close();
  }
}

const inputs: readonly TensorSpec[] = [{ name: 'x', type: 'float32', shape: [null, 1] }];
const negated = async ([{ data, ...about }]: readonly NativeTensor[]) => [
  { ...about, name: 'y', data: (data as Float32Array).map((value) => -value) },
];

describe('a graph', () => {
  it('runs rows of several requests together when each is answered as if it were alone', async () => {
    expect(await isBatching(unaryModel('Neg'))).toBe(true);
    expect(await isBatching(onnxFile('sklearn-forest'))).toBe(true);
    expect(await isBatching(onnxFile('sklearn-columns'))).toBe(true);
    expect(await isBatching(onnxFile('torch-images'))).toBe(true);
    expect(await isBatching(centredModel())).toBe(false);
    expect(await isBatching(unaryModel('Neg'), nativeSchema.parse({ batch: false }))).toBe(false);
  });

  it('is not asked to where nothing can be said', async () => {
    expect(await answersRowsAlone(inputs, column(1, 2, 3), negated)).toBe(true);
    expect(await answersRowsAlone(inputs, column(2, 2, 2), negated)).toBe(false);
    expect(await answersRowsAlone(inputs, column(1), negated)).toBe(false);
    expect(await answersRowsAlone([{ ...inputs[0], shape: [3, 1] }], column(1, 2, 3), negated)).toBe(false);
    const total = async ([{ data }]: readonly NativeTensor[]) =>
      column((data as Float32Array).reduce((sum, value) => sum + value, 0));
    expect(await answersRowsAlone(inputs, column(1, 2, 3), total)).toBe(false);
  });
});

const tensors = (rows: number) =>
  fc.record({
    texts: fc.array(fc.string(), { minLength: rows * 2, maxLength: rows * 2 }),
    numbers: fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: rows, maxLength: rows }),
  });

describe('rows of tensors', () => {
  it('put together and taken apart again are what they were', () => {
    const calls = fc.array(
      fc.integer({ min: 1, max: 5 }).chain((rows) =>
        tensors(rows).map(({ texts, numbers }): NativeTensor[] => [
          { name: 't', type: 'string', shape: [rows, 2], data: texts },
          { name: 'n', type: 'int64', shape: [rows], data: BigInt64Array.from(numbers) },
        ]),
      ),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(calls, (asked) => {
        const joined = joinTensors(asked);
        expect(rowsOfTensors(joined)).toBe(asked.reduce((sum, call) => sum + call[0].shape[0], 0));
        let from = 0;
        for (const call of asked) {
          expect(rowLayout(call)).toBe(rowLayout(joined));
          const to = from + call[0].shape[0];
          expect(sliceTensors(joined, from, to)).toEqual(call);
          from = to;
        }
      }),
    );
  });

  it('are none where tensors differ in them or have none', () => {
    const [one] = column(1);
    expect(rowsOfTensors([one, { ...one, shape: [2] }])).toBeUndefined();
    expect(rowsOfTensors([{ ...one, shape: [] }])).toBeUndefined();
    expect(rowsOfTensors([{ ...one, shape: [0, 1] }])).toBeUndefined();
    expect(rowsOfTensors([])).toBeUndefined();
  });
});
