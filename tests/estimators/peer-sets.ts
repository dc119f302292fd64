/** Data sets that tests/reference/estimators/peer_sets.py makes with the same bits: whole-number random steps and + - * / alone. */
import { log } from '../../src/math/log.ts';
import { sum } from '../../src/math/reduce.ts';
import type { NumberColumn } from '../../src/table/column.ts';
import { type Table, tableOf } from '../../src/table/table.ts';
import type { Predictions, Task } from '../../src/table/task.ts';

/** Rows of each half of a set. */
export const halfRows = 1500;

/** 'bell', 'grid' (whole numbers 0 .. 19), 'gap' (bell, a fifth missing), or a number of categories. */
type Kind = 'bell' | 'grid' | 'gap' | number;

export interface PeerSet {
  readonly task: Task;
  readonly nClasses: number;
  readonly kinds: readonly Kind[];
  /** 2 * halfRows rows. */
  readonly X: Table;
  readonly y: Float64Array;
}

interface Recipe {
  readonly task: Task;
  readonly kinds: readonly Kind[];
  readonly signal: (x: readonly number[], noise: number) => number;
  readonly limits: readonly number[];
}

const smooth = (x: readonly number[], noise: number) =>
  x[0] * x[1] + x[2] * x[2] + Math.abs(x[3]) + 0.5 * x[4] + 0.5 * noise;
const known = (value: number, otherwise: number) => (Number.isNaN(value) ? otherwise : value);
const gaps = (x: readonly number[], noise: number) => known(x[0], 2) + known(x[1], -1.5) * x[2] + 0.5 * noise;
const effect = (code: number) => ((code * 7919 + 13) % 101) / 50 - 1;
const categories = (x: readonly number[], noise: number) =>
  2 * effect(x[0]) + effect(x[1]) * x[2] + (x[3] === 2 ? 1 : 0) + 0.5 * noise;
const steps = (x: readonly number[], noise: number) =>
  (x[0] > 9 ? 3 : 0) + (x[1] - 10) * (x[2] > 4 ? 0.3 : -0.2) + noise;

const bells: readonly Kind[] = ['bell', 'bell', 'bell', 'bell', 'bell', 'bell'];
const withGaps: readonly Kind[] = ['gap', 'gap', 'bell', 'gap'];
const withCodes: readonly Kind[] = [40, 12, 'bell', 3];
const grids: readonly Kind[] = ['grid', 'grid', 'grid', 'grid', 'grid'];

/** In the order of the reference file. */
const recipes: readonly Recipe[] = [
  { task: 'regression', kinds: bells, signal: smooth, limits: [] },
  { task: 'binary', kinds: bells, signal: smooth, limits: [1.9] },
  { task: 'multiclass', kinds: bells, signal: smooth, limits: [0.9, 1.9, 3.1] },
  { task: 'regression', kinds: withGaps, signal: gaps, limits: [] },
  { task: 'binary', kinds: withGaps, signal: gaps, limits: [0.4] },
  { task: 'regression', kinds: withCodes, signal: categories, limits: [] },
  { task: 'binary', kinds: withCodes, signal: categories, limits: [0.3] },
  { task: 'multiclass', kinds: withCodes, signal: categories, limits: [-0.6, 1] },
  { task: 'regression', kinds: grids, signal: steps, limits: [] },
  { task: 'binary', kinds: grids, signal: steps, limits: [1.2] },
];

/** The set at a position of the reference file. */
export function peerSet(index: number): PeerSet {
  const { task, kinds, signal, limits } = recipes[index];
  const stream = streamOf(1000 + index);
  const rows = Array.from({ length: 2 * halfRows }, () => kinds.map((kind) => stream.value(kind)));
  const raw = Float64Array.from(rows, (row) => signal(row, stream.bell()));
  const columns = kinds.map(
    (kind, j): NumberColumn => ({
      kind: 'number',
      name: `x${j}`,
      values: Float64Array.from(rows, (row) => row[j]),
      integer: kind !== 'bell' && kind !== 'gap',
      ...(typeof kind === 'number' && { cardinality: kind }),
    }),
  );
  return {
    task,
    nClasses: task === 'regression' ? 0 : limits.length + 1,
    kinds,
    X: tableOf(columns),
    y: task === 'regression' ? raw : raw.map((value) => limits.filter((limit) => value > limit).length),
  };
}

function streamOf(seed: number) {
  let state = seed;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const bell = () => {
    let total = 0;
    for (let i = 0; i < 12; i++) total += uniform();
    return total - 6;
  };
  const value = (kind: Kind): number => {
    if (kind === 'bell') return bell();
    if (kind === 'grid') return Math.floor(uniform() * 20);
    if (typeof kind === 'number') return Math.floor(uniform() * kind);
    const present = bell();
    return uniform() < 0.2 ? Number.NaN : present;
  };
  return { bell, value };
}

/** The set with its bell columns rounded to whole quarters: few distinct values, as categories and counts have. */
export function onWholeNumbers(set: PeerSet): PeerSet {
  const columns = set.X.columns.map((column, j) => {
    const isBell = set.kinds[j] === 'bell' || set.kinds[j] === 'gap';
    const { values } = column as NumberColumn;
    return isBell ? { ...column, values: values.map((value) => Math.floor(value * 4)) } : column;
  });
  return { ...set, X: { ...set.X, columns: columns as NumberColumn[] } };
}

/** Tells apart sets that differ anywhere; the reference files have it of theirs. */
export function checksumOf({ X, y }: PeerSet): number {
  const ofColumns = X.columns.map((column, j) => {
    const { values } = column as NumberColumn;
    return (j + 1) * sum(values.map((value) => (Number.isNaN(value) ? 0 : value)));
  });
  return sum(ofColumns) + 3 * sum(y);
}

/** Root mean squared error, or log loss, of what was predicted of some rows. */
export function lossOn({ y, task }: PeerSet, { values, probabilities }: Predictions, rows: Int32Array): number {
  const losses = values.map((value, i) => {
    const truth = y[rows[i]];
    return probabilities ? -log(probabilities[truth][i]) : (value - truth) * (value - truth);
  });
  const mean = sum(losses) / losses.length;
  return task === 'regression' ? Math.sqrt(mean) : mean;
}
