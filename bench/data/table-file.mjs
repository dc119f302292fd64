/**
 * Tables that both sides of a comparison read: `<path>.json` says what is in `<path>.bin`, which holds each feature and then the
 * target, column by column, as little-endian float32 (or float64, or bytes). The first `trainRows` rows are for training, the rest for tests.
 */
import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';

const arrays = { f32: Float32Array, f64: Float64Array, u8: Uint8Array };

/**
 * @param path without ending.
 * @param table.columns `{ name, categories? }` by feature: `categories` says that values are codes below it.
 * @param table.valuesOf gives the values of a column by its number; the target comes last.
 */
export function writeTableFile(path, { columns, trainRows, rows, task, dtype = 'f32', valuesOf }) {
  const file = openSync(`${path}.bin`, 'w');
  for (let j = 0; j <= columns.length; j++) {
    const values = arrays[dtype].from(valuesOf(j));
    if (values.length !== rows) throw new Error(`column ${j} has ${values.length} rows, not ${rows}`);
    writeSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  closeSync(file);
  writeFileSync(`${path}.json`, JSON.stringify({ columns, trainRows, rows, task, dtype }));
  return path;
}

/** `{ task, train: { X, y }, test: { X, y } }` as fits take them, and the bytes of the training columns. */
export function readTableFile(path) {
  const { columns, trainRows, rows, task, dtype } = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
  const file = openSync(`${path}.bin`, 'r');
  const buffer = new arrays[dtype](rows);
  const bytes = new Uint8Array(buffer.buffer);
  const next = () => {
    if (readSync(file, bytes) !== bytes.length) throw new Error(`${path}.bin is cut short`);
    return [Float64Array.from(buffer.subarray(0, trainRows)), Float64Array.from(buffer.subarray(trainRows))];
  };
  const halves = columns.map(({ name, categories }) =>
    next().map((values) => ({
      kind: 'number',
      name,
      values,
      integer: false,
      ...(categories && { cardinality: categories }),
    })),
  );
  const y = next();
  closeSync(file);
  const half = (i, nRows) => ({ X: { nRows, columns: halves.map((column) => column[i]) }, y: y[i] });
  return {
    task,
    train: half(0, trainRows),
    test: half(1, rows - trainRows),
    rawBytes: trainRows * (columns.length + 1) * Float64Array.BYTES_PER_ELEMENT,
  };
}
