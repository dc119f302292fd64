/** Batch normalisation against the reference of ONNX, against slopes measured by small changes, and against the layer without it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { kernelFunctions, openKernel } from '../tree/kernel.ts';
import {
  type BatchNorm,
  normaliseBatch,
  normaliseErrors,
  normaliseFollowed,
  openBatchNorm,
  withoutNorm,
} from './batch-norm.ts';
import type { Layer } from './network.ts';

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly values: number[];
  readonly gains: number[];
  readonly shifts: number[];
  readonly means: number[];
  readonly variances: number[];
  readonly normalised: number[];
  readonly followed_means: number[];
  readonly followed_variances: number[];
}

const fixture = new URL('../../../tests/reference/estimators/batch-norm.json', import.meta.url);
const cases: readonly Case[] = JSON.parse(readFileSync(fixture, 'utf8')).cases;

/** A norm with the numbers of a case in a kernel, and room for what is made of them. */
function open({ rows, columns, values, gains, shifts, means, variances }: Case, batch = rows, kernel = 'wasm') {
  vi.stubEnv('MODELWRIGHT_KERNEL', kernel);
  const source = openKernel(1 << 16);
  let next = 1024;
  const block = (n: number) => {
    const at = next;
    next += 16 * Math.ceil(n / 4);
    return { at, values: new Float32Array(source.buffer, at, n) };
  };
  const norm = openBatchNorm(columns, batch, block);
  norm.units.values.set(values);
  norm.gains.values.set(gains);
  norm.shifts.values.set(shifts);
  norm.followedMeans.values.set(means);
  norm.followedVariances.values.set(variances);
  const functions = kernelFunctions(source);
  vi.unstubAllEnvs();
  return { norm, target: block(batch * columns), errors: block(batch * columns), kernel: functions };
}

function expectClose(found: Float32Array, expected: readonly number[], digits: number): void {
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, digits);
}

const random = (n: number, seed: number) => {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => Math.fround(rng.normal()));
};

describe.each(['wasm', 'js'])('the norm of a batch (%s)', (form) => {
  it.each(cases)('is that of ONNX, and is followed as there: $rows x $columns', (one) => {
    const { norm, target, kernel } = open(one, one.rows, form);
    normaliseBatch(kernel, norm, target.at, { batch: one.rows, nRows: one.rows });
    expectClose(target.values, one.normalised, 4);
    expectClose(norm.followedMeans.values, one.followed_means, 5);
    expectClose(norm.followedVariances.values, one.followed_variances, 5);
  });

  it('turns errors into slopes that small changes show', () => {
    const [one] = cases;
    const { norm, target, errors, kernel } = open(one, one.rows, form);
    const weights = random(one.values.length, 5);
    const sumOf = (values: readonly number[], gains = one.gains, shifts = one.shifts) =>
      normalised({ ...one, values: [...values], gains: [...gains], shifts: [...shifts] }).reduce(
        (sum, value, i) => sum + value * weights[i],
        0,
      );
    const slope = (change: (by: number) => number) => (change(1e-4) - change(-1e-4)) / 2e-4;
    const moved = (values: readonly number[], i: number, by: number) => values.with(i, values[i] + by);
    normaliseBatch(kernel, norm, target.at, { batch: one.rows, nRows: one.rows });
    errors.values.set(weights);
    normaliseErrors(kernel, norm, errors.at, one.rows);
    for (const [i, value] of one.values.entries()) {
      // A column without variance is divided by next to nothing.
      if (i % one.columns === 3) continue;
      const expected = value === 0 ? 0 : slope((by) => sumOf(moved(one.values, i, by)));
      expect(errors.values[i]).toBeCloseTo(expected, 3);
    }
    for (let j = 0; j < one.columns; j++) {
      const ofGain = slope((by) => sumOf(one.values, moved(one.gains, j, by)));
      const ofShift = slope((by) => sumOf(one.values, one.gains, moved(one.shifts, j, by)));
      expect(norm.gainGradients.values[j]).toBeCloseTo(ofGain, 3);
      expect(norm.shiftGradients.values[j]).toBeCloseTo(ofShift, 3);
    }
  });
});

describe('the two forms of the kernel', () => {
  it.each(cases)('give the same bits: $rows x $columns', (one) => {
    const numbers = ['wasm', 'js'].map((form) => {
      const { norm, target, errors, kernel } = open(one, one.rows, form);
      normaliseBatch(kernel, norm, target.at, { batch: one.rows, nRows: one.rows });
      errors.values.set(random(one.values.length, 6));
      normaliseErrors(kernel, norm, errors.at, one.rows);
      const made = [
        target,
        errors,
        norm.followedMeans,
        norm.followedVariances,
        norm.gainGradients,
        norm.shiftGradients,
      ];
      return made.map(({ values }) => Float32Array.from(values));
    });
    expect(numbers[0]).toEqual(numbers[1]);
  });
});

describe('rows that only fill a batch', () => {
  it('have no say in its moments and its errors', () => {
    const [, one] = cases;
    const whole = open(one);
    const filled = open({ ...one, values: [...one.values, ...random(3 * one.columns, 8)] }, one.rows + 3);
    normaliseBatch(whole.kernel, whole.norm, whole.target.at, { batch: one.rows, nRows: one.rows });
    normaliseBatch(filled.kernel, filled.norm, filled.target.at, { batch: one.rows + 3, nRows: one.rows });
    expect(filled.target.values.slice(0, one.values.length)).toEqual(whole.target.values);
    expect(filled.norm.followedVariances.values).toEqual(whole.norm.followedVariances.values);
    for (const { norm, errors, kernel } of [whole, filled]) {
      errors.values.set(random(one.values.length, 6));
      normaliseErrors(kernel, norm, errors.at, one.rows);
    }
    expect(filled.errors.values.slice(0, one.values.length)).toEqual(whole.errors.values);
    expect(filled.errors.values.slice(one.values.length).every((error) => error === 0)).toBe(true);
  });
});

describe('what is learned', () => {
  it('goes into the next layer', () => {
    const [, one] = cases;
    const { norm, target, kernel } = open(one);
    const [inputs, outputs] = [one.columns, 8];
    const layer: Layer = {
      inputs,
      outputs,
      weights: Float32Array.from(random(inputs * outputs, 1)),
      biases: Float32Array.from(random(outputs, 2)),
    };
    normaliseFollowed(kernel, norm, target.at, one.rows);
    const before = answers(layer, target.values);
    const after = answers(withoutNorm(layer, norm as BatchNorm), Float32Array.from(one.values));
    for (const [i, value] of before.entries()) expect(after[i]).toBeCloseTo(value, 4);
  });
});

function answers({ inputs, outputs, weights, biases }: Layer, rows: Float32Array): number[] {
  return Array.from({ length: (rows.length / inputs) * outputs }, (_, at) => {
    const [row, o] = [Math.floor(at / outputs), at % outputs];
    const products = Array.from({ length: inputs }, (_, i) => rows[row * inputs + i] * weights[i * outputs + o]);
    return products.reduce((sum, product) => sum + product, biases[o]);
  });
}

/** In double precision. */
function normalised({ rows, columns, values, gains, shifts }: Case): number[] {
  return values.map((value, at) => {
    const j = at % columns;
    const column = Array.from({ length: rows }, (_, row) => values[row * columns + j]);
    const mean = column.reduce((sum, one) => sum + one) / rows;
    const variance = column.reduce((sum, one) => sum + (one - mean) * (one - mean), 0) / rows;
    return (gains[j] * (value - mean)) / Math.sqrt(variance + 1e-5) + shifts[j];
  });
}
