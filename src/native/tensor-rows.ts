/** The rows of tensors: their first dimension, taken apart and put together. */
import { elementCount, type NativeTensor } from './native-tensor.ts';

/** How many rows all of some tensors have; undefined where they have none, or different numbers. */
export function rowsOfTensors(tensors: readonly NativeTensor[]): number | undefined {
  const [rows] = tensors[0]?.shape ?? [];
  return rows > 0 && tensors.every(({ shape }) => shape[0] === rows) ? rows : undefined;
}

/** Says which tensors can be put together: those of the same names, types and lengths beyond the rows. */
export function rowLayout(tensors: readonly NativeTensor[]): string {
  return JSON.stringify(tensors.map(({ name, type, shape }) => [name, type, ...shape.slice(1)]));
}

/** Some rows of tensors that have rows; numbers are not copied. */
export function sliceTensors(tensors: readonly NativeTensor[], from: number, to: number): NativeTensor[] {
  return tensors.map((tensor) => {
    const [, ...others] = tensor.shape;
    const width = elementCount(others);
    const [first, last] = [from * width, to * width];
    const { data } = tensor;
    const part = ArrayBuffer.isView(data) ? data.subarray(first, last) : data.slice(first, last);
    return { ...tensor, shape: [to - from, ...others], data: part };
  });
}

/** The rows of several calls in one, in their order; all have the same layout. */
export function joinTensors(calls: readonly (readonly NativeTensor[])[]): readonly NativeTensor[] {
  const [first] = calls;
  if (calls.length === 1) return first;
  return first.map((tensor, i) => {
    const parts = calls.map((call) => call[i]);
    const rows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
    return { ...tensor, shape: [rows, ...tensor.shape.slice(1)], data: joinedData(parts) };
  });
}

function joinedData(parts: readonly NativeTensor[]): NativeTensor['data'] {
  const [{ data: first }] = parts;
  if (!ArrayBuffer.isView(first)) return parts.flatMap(({ data }) => data as readonly string[]);
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  const Elements = first.constructor as new (length: number) => Float64Array<ArrayBuffer>;
  const joined = new Elements(length);
  let at = 0;
  for (const { data } of parts) {
    joined.set(data as Float64Array, at);
    at += data.length;
  }
  return joined;
}
