/** Columns with many zeros stay zero on their way into a network. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import { keepZeros } from './keep-zeros.ts';
import { type Layer, outputsOf } from './network.ts';
import { inputBound, inputScales, scaledRows, scaleRow } from './scaled-inputs.ts';

const nRows = 400;
const random = createRng(3);
const column = (name: string, of: (row: number) => number) =>
  numberColumn(
    name,
    Array.from({ length: nRows }, (_, row) => of(row)),
  );
// The last one is so rare that one deviation is far beyond the bound.
const X = tableOf([
  column('never zero', () => 40 + random.normal()),
  column('often zero', (row) => (row % 3 === 0 ? 0 : 5 + random.normal())),
  column('seldom zero', (row) => (row % 10 === 0 ? 0 : 5 + random.normal())),
  column('constant', () => 0),
  column('rare', (row) => (row === 7 ? 1 : 0)),
]);
const inputs = inputScales(X, undefined);
const layer = (from: number, to: number): Layer => ({
  inputs: from,
  outputs: to,
  weights: Float32Array.from({ length: from * to }, () => random.normal() / Math.sqrt(from)),
  biases: Float32Array.from({ length: to }, () => random.normal()),
});
const layers = [layer(8, 16), layer(16, 8)];
const kept = keepZeros({ inputs, layers }, X, undefined);

describe('a network that keeps zeros', () => {
  it('reads zero as zero where zeros are many, and other columns as before', () => {
    const zero = new Float32Array(8).fill(9);
    scaleRow(new Float64Array(X.columns.length), kept.inputs, zero);
    expect([...zero.subarray(0, 5)]).toEqual([-inputBound, 0, expect.any(Number), 0, 0]);
    expect(zero[2]).toBeLessThan(-1);
    expect(kept.inputs.shifts!.map(Math.sign)).toEqual(Float64Array.of(0, 1, 0, 0, 1));
  });

  it('answers as before, also beyond the bounds', () => {
    const later = tableOf([...X.columns.slice(0, 4), column('rare', (row) => row - 200)]);
    for (const rows of [X, later]) {
      const before = outputsOf(layers, scaledRows(rows, inputs, 8), nRows);
      const after = outputsOf(kept.layers, scaledRows(rows, kept.inputs, 8), nRows);
      for (const [i, output] of after.entries()) expect(Math.abs(output - before[i])).toBeLessThan(2e-5);
    }
  });

  it('counts zeros by the weights of their rows', () => {
    const weights = Float64Array.from({ length: nRows }, (_, row) => (row % 10 === 0 ? 1 : 0.1));
    const weighted = keepZeros({ inputs: inputScales(X, weights), layers }, X, weights);
    expect(weighted.inputs.shifts![2]).toBeGreaterThan(0);
  });

  it('is the same network where no column has many', () => {
    const [first] = X.columns;
    const full = tableOf([first]);
    const scales = inputScales(full, undefined);
    expect(keepZeros({ inputs: scales, layers }, full, undefined)).toEqual({ inputs: scales, layers });
  });
});
