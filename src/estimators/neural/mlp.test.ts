/** The network against one trained by brute force, on questions that a line cannot answer, and with units dropped. */
import { describe, expect, it, vi } from 'vitest';
import { plainNorm, plainOutputs, plainStart, plainTraining } from '../../../tests/estimators/plain-network.ts';
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import { createRng } from '../../math/philox.ts';
import { mean } from '../../math/reduce.ts';
import { tableOf } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import { checkFitted, predictWith } from '../fit.ts';
import { kernelFunctions, openKernel } from '../tree/kernel.ts';
import { mlp } from './mlp.ts';
import { type MlpParams, mlpParams } from './mlp-params.ts';
import '../index.ts';

interface Rows {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly task: Task;
  readonly nClasses: number;
  readonly sampleWeight?: Float64Array;
}

const X = ({ columns }: Pick<Rows, 'columns'>) =>
  tableOf(columns.map((values, j) => ({ kind: 'number', name: `x${j}`, values, integer: false })));

function learn(rows: Rows, given: Partial<MlpParams>, seed = 3) {
  const params = mlpParams.parse(given);
  const state = mlp.fit({ ...rows, X: X(rows) }, params, { rng: createRng(seed) });
  return { name: 'mlp', version: 1, params, state };
}

/** Two columns, and a class that only both together tell. */
function crossed(nRows: number): Rows {
  const rng = createRng(11);
  const columns = [0, 1].map(() => Float64Array.from({ length: nRows }, () => rng.normal()));
  const y = columns[0].map((value, row) => Number(value > 0 !== columns[1][row] > 0));
  return { columns, y, task: 'binary', nClasses: 2 };
}

function accuracy(fitted: ReturnType<typeof learn>, rows: Rows): number {
  const { values } = predictWith(fitted, X(rows));
  return mean(values.map((value, row) => Number(value === rows.y[row])));
}

/** What dropping a quarter of the units of a batch multiplies each by. */
function keptUnits([low, high]: readonly [number, number], nRows: number, width: number): number[][] {
  const at = 1024;
  const source = openKernel(at + 4 * nRows * width);
  const units = new Float32Array(source.buffer, at, nRows * width).fill(1);
  kernelFunctions(source).dropUnits(at, units.length, low, high, 64, 256 / 192);
  return Array.from({ length: nRows }, (_, row) => [...units.subarray(row * width, (row + 1) * width)]);
}

describe('training', () => {
  /** 40 rows of 8 inputs of mean 0 and deviation 1, so that nothing is padded and bringing to scale changes nothing. */
  const nRows = 40;
  const rng = createRng(21);
  const columns = Array.from({ length: 8 }, () => {
    const half = Array.from({ length: nRows / 2 }, () => 0.2 + rng.uniform());
    const size = Math.sqrt(half.reduce((sum, value) => sum + value * value, 0) / half.length);
    return Float64Array.from({ length: nRows }, (_, row) => (row % 2 === 0 ? 1 : -1) * (half[row >> 1] / size));
  });
  const plainRows = Array.from({ length: nRows }, (_, row) => columns.map((column) => column[row]));
  const params = { hiddenUnits: 16, hiddenLayers: 1, nEpochs: 3, batchSize: 8, weightDecay: 0.3, learningRate: 0.01 };
  const inverseRate = (epoch: number) => params.learningRate / (1 + epoch / 15);
  const batchesOf = (seed: number, rateOf = inverseRate) =>
    Array.from({ length: params.nEpochs }, (_, epoch) => {
      const order = [...createRng(seed).split(`epoch-${epoch}`).permutation(nRows)];
      const rate = rateOf(epoch);
      return Array.from({ length: nRows / 8 }, (_, b) => ({ rate, rows: order.slice(8 * b, 8 * b + 8) }));
    }).flat();

  it('follows the gradients of the log loss step by step', () => {
    const y = Float64Array.from({ length: nRows }, (_, row) => row % 3);
    const shares = [14, 13, 13].map((n) => log(n / nRows));
    const plain = plainStart(8, 16, 3, shares, createRng(5).split('weights'));
    const softmax = (outputs: readonly number[]) => {
      const parts = outputs.map(exp);
      return parts.map((part) => part / parts.reduce((a, b) => a + b));
    };
    const errorsOf = (outputs: readonly number[], row: number) =>
      softmax(outputs).map((p, k) => p - Number(y[row] === k));
    plainTraining(plain, batchesOf(5), plainRows, errorsOf, params.weightDecay);
    const rows: Rows = { columns, y, task: 'multiclass', nClasses: 3 };
    const { probabilities } = predictWith(learn(rows, params, 5), X(rows));
    for (const [row, values] of plainRows.entries()) {
      const expected = softmax(plainOutputs(plain, values).outputs);
      for (const k of expected.keys()) expect(probabilities![k][row]).toBeCloseTo(expected[k], 4);
    }
  });

  it('follows the gradients of the squared error step by step', () => {
    // Mean 0 and deviation 1 as well.
    const y = Float64Array.from({ length: nRows }, (_, row) => (row % 4 < 2 ? 1 : -1));
    const plain = plainStart(8, 16, 1, [0], createRng(5).split('weights'));
    plainTraining(plain, batchesOf(5), plainRows, ([output], row) => [output - y[row]], params.weightDecay);
    const rows: Rows = { columns, y, task: 'regression', nClasses: 0 };
    const { values } = predictWith(learn(rows, params, 5), X(rows));
    for (const [row, inputs] of plainRows.entries()) {
      expect(values[row]).toBeCloseTo(plainOutputs(plain, inputs).outputs[0], 4);
    }
  });

  it('takes steps that fall evenly to nothing where it is told so', () => {
    const y = Float64Array.from({ length: nRows }, (_, row) => (row % 4 < 2 ? 1 : -1));
    const plain = plainStart(8, 16, 1, [0], createRng(5).split('weights'));
    const rateOf = (epoch: number) => params.learningRate * [5 / 6, 1 / 2, 1 / 6][epoch];
    plainTraining(plain, batchesOf(5, rateOf), plainRows, ([output], row) => [output - y[row]], params.weightDecay);
    const rows: Rows = { columns, y, task: 'regression', nClasses: 0 };
    const { values } = predictWith(learn(rows, { ...params, schedule: 'linear' }, 5), X(rows));
    for (const [row, inputs] of plainRows.entries()) {
      expect(values[row]).toBeCloseTo(plainOutputs(plain, inputs).outputs[0], 4);
    }
  });

  it.each([
    { batchNorm: true, dropout: 0 },
    { batchNorm: true, dropout: 0.25 },
    { batchNorm: false, dropout: 0.25 },
  ])('follows the gradients with batch norm $batchNorm and dropout $dropout', ({ batchNorm, dropout }) => {
    const y = Float64Array.from({ length: nRows }, (_, row) => (row % 4 < 2 ? 1 : -1));
    const start = plainStart(8, 16, 1, [0], createRng(5).split('weights'));
    const plain = batchNorm ? { ...start, norm: plainNorm(16) } : start;
    const kept = Array.from({ length: params.nEpochs }, (_, epoch) => {
      const stream = createRng(5).split(`epoch-${epoch}`).split('dropout');
      return Array.from({ length: nRows / 8 }, () => keptUnits([stream.uint32(), stream.uint32()], 8, 16));
    }).flat();
    const batches = batchesOf(5).map((batch, b) => (dropout > 0 ? { ...batch, kept: kept[b] } : batch));
    plainTraining(plain, batches, plainRows, ([output], row) => [output - y[row]], params.weightDecay);
    const rows: Rows = { columns, y, task: 'regression', nClasses: 0 };
    const { values } = predictWith(learn(rows, { ...params, batchNorm, dropout }, 5), X(rows));
    for (const [row, inputs] of plainRows.entries()) {
      expect(values[row]).toBeCloseTo(plainOutputs(plain, inputs).outputs[0], 4);
    }
  });

  it('counts a row of weight 2 like two rows', () => {
    const rows = crossed(200);
    const twice = {
      ...rows,
      columns: rows.columns.map((c) => Float64Array.of(...c, ...c)),
      y: Float64Array.of(...rows.y, ...rows.y),
    };
    const one = accuracy(learn({ ...rows, sampleWeight: new Float64Array(200).fill(7) }, { nEpochs: 20 }), rows);
    expect(one).toBe(accuracy(learn(rows, { nEpochs: 20 }), rows));
    expect(accuracy(learn(twice, { nEpochs: 20 }), rows)).toBeGreaterThan(0.85);
  });
});

describe('what it can learn', () => {
  it('classes that no line parts', () => {
    expect(accuracy(learn(crossed(600), { nEpochs: 40 }), crossed(300))).toBeGreaterThan(0.93);
  });

  it('with units dropped as well', () => {
    expect(accuracy(learn(crossed(600), { nEpochs: 60, dropout: 0.2 }), crossed(300))).toBeGreaterThan(0.92);
  });
});

describe('normalised units', () => {
  /** 27 classes of noisy corners of a cube, told by three columns of very different spread. */
  function corners(nRows: number): Rows {
    const rng = createRng(17);
    const y = Float64Array.from({ length: nRows }, () => rng.integer(27));
    const place = (row: number, j: number) => Math.floor(y[row] / [1, 3, 9][j]) % 3;
    const columns = [0, 1, 2].map((j) => Float64Array.from(y, (_, row) => place(row, j) + 0.15 * rng.normal()));
    return { columns, y, task: 'multiclass', nClasses: 27 };
  }

  it('tell many classes apart after one epoch', () => {
    const params = { nEpochs: 1, batchSize: 16 };
    const plain = accuracy(learn(corners(1000), params), corners(500));
    expect(accuracy(learn(corners(1000), { ...params, batchNorm: true }), corners(500))).toBeGreaterThan(plain);
  });

  it('learn with units dropped, and with fewer rows than a batch holds', () => {
    const params = { batchNorm: true, dropout: 0.2 };
    expect(accuracy(learn(crossed(600), { ...params, nEpochs: 60 }), crossed(300))).toBeGreaterThan(0.92);
    const few = learn(crossed(5), { ...params, batchSize: 64 });
    expect(() => checkFitted(few)).not.toThrow();
    expect(predictWith(few, X(crossed(5))).probabilities!.every((column) => column.every(Number.isFinite))).toBe(true);
  });
});

describe('dropping units', () => {
  it('is drawn from the seed, and changes what is learned', () => {
    const rows = crossed(100);
    const params = { nEpochs: 3, dropout: 0.3 };
    const fitted = learn(rows, params);
    expect(() => checkFitted(fitted)).not.toThrow();
    expect(learn(rows, params).state).toEqual(fitted.state);
    expect(learn(rows, params, 4).state).not.toEqual(fitted.state);
    expect(learn(rows, { nEpochs: 3 }).state).not.toEqual(fitted.state);
  });

  it('silences the asked share and strengthens the others', () => {
    const n = 80_000;
    const at = 1024;
    const source = openKernel(at + 4 * n);
    const units = new Float32Array(source.buffer, at, n).fill(3);
    const { dropUnits } = kernelFunctions(source);
    dropUnits(at, n, 0xdeadbeef, 7, 64, 256 / 192);
    const dropped = units.filter((unit) => unit === 0).length;
    // Four standard errors of a share of a quarter.
    expect(Math.abs(dropped - n / 4)).toBeLessThan(4 * Math.sqrt((n * 3) / 16));
    expect(units.every((unit) => unit === 0 || unit === 4)).toBe(true);
    const before = units.slice();
    units.fill(3);
    dropUnits(at, n, 0xdeadbeef, 8, 64, 256 / 192);
    expect(units).not.toEqual(before);
  });
});

describe('a row alone', () => {
  it.each(['wasm', 'js'])('is multiplied by a matrix to the bits that it gets among others (%s)', (kernel) => {
    vi.stubEnv('MODELWRIGHT_KERNEL', kernel);
    const [nRows, k, n] = [20, 16, 24];
    const at = { rows: 1024, matrix: 4096, together: 8192, alone: 12_288 };
    const source = openKernel(16_384);
    const numbers = new Float32Array(source.buffer);
    const random = createRng(31);
    // From rows of zeros alone to rows without any.
    for (let i = 0; i < nRows * k; i++) {
      const isZero = random.uniform() * (nRows - 1) >= Math.floor(i / k);
      const zero = i % 2 === 0 ? 0 : -0;
      numbers[at.rows / 4 + i] = isZero ? zero : random.normal();
    }
    for (let i = 0; i < k * n; i++) numbers[at.matrix / 4 + i] = random.normal() * 1e-3;
    const { multiply, multiplyRow } = kernelFunctions(source);
    vi.unstubAllEnvs();
    multiply(at.together, at.rows, at.matrix, nRows, k, n);
    for (let row = 0; row < nRows; row++) {
      numbers.fill(7, at.alone / 4, at.alone / 4 + n);
      multiplyRow(at.alone, at.rows + row * k * 4, at.matrix, k, n);
      const expected = numbers.slice(at.together / 4 + row * n, at.together / 4 + (row + 1) * n);
      expect(numbers.slice(at.alone / 4, at.alone / 4 + n)).toEqual(expected);
    }
  });
});
