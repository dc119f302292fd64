/** Which rows train and which judge, repeat by repeat: all sizes of a repeat are the first rows of one order, judged by the same rows. */
import { splitHoldout } from '../../data/split.ts';
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import { takeRows } from '../../table/table.ts';
import type { Prepared } from '../prepare.ts';
import { pick } from '../run-fold.ts';

/** Rows of the prepared table. */
export interface TrainingOrder {
  /** Any number of the first ones is a training set. */
  readonly train: Int32Array;
  readonly judge: Int32Array;
}

const judgedShare = 0.25;

/** One order for each repeat over some of the rows: split by time, by group or by class, as a training splits. */
export function trainingOrders(prepared: Prepared, rows: Int32Array, repeats: number, seed: number): TrainingOrder[] {
  const { target, groups, times, table, features } = prepared;
  const rng = createRng(seed).split('learning-curve-rows');
  return Array.from({ length: repeats }, (_, repeat) => {
    const own = rng.split(`repeat-${repeat}`);
    const { train, holdout } = splitHoldout({
      target: { ...target, values: pick(target.values, rows) },
      table: takeRows(table, rows),
      features: features.map(({ name }) => name),
      times: times && pick(times, rows),
      groups: groups && rows.map((row) => groups[row]),
      fraction: judgedShare,
      rng: own.split('judge'),
    });
    const pool = train.map((i) => rows[i]);
    const order = own.split('order');
    return {
      train: groups ? byGroup(pool, groups, order) : byClass(pool, prepared, order),
      judge: holdout.map((i) => rows[i]),
    };
  });
}

/** Group after group, so that more rows are more groups. */
function byGroup(pool: Int32Array, groups: Int32Array, rng: Rng): Int32Array {
  const members = new Map<number, number[]>();
  for (const row of pool) {
    const own = members.get(groups[row]);
    if (own) own.push(row);
    else members.set(groups[row], [row]);
  }
  const all = [...members.values()];
  return Int32Array.from(Array.from(rng.permutation(all.length)).flatMap((group) => all[group]));
}

/** At random, with the classes mixed as evenly as they go and each class among the first. */
function byClass(pool: Int32Array, { target }: Prepared, rng: Rng): Int32Array {
  const shuffled = rng.permutation(pool.length).map((i) => pool[i]);
  if (target.task === 'regression') return shuffled;
  const counts = new Int32Array(target.classes.length);
  for (const row of pool) counts[target.values[row]]++;
  const seen = new Int32Array(counts.length);
  const placed = Array.from(shuffled, (row, i) => {
    const code = target.values[row];
    return { row, i, place: seen[code]++ / counts[code] };
  });
  return Int32Array.from(
    placed.sort((a, b) => a.place - b.place || a.i - b.i),
    ({ row }) => row,
  );
}

/** Smallest training set, and the most sizes. */
const fewestRows = 30;
const rowsPerClass = 5;
const mostSizes = 8;

/** Rising sizes, each twice the one before; as many as there are rows for. */
export function trainingSizes(orders: readonly TrainingOrder[], nClasses: number): number[] {
  const most = Math.min(...orders.map(({ train }) => train.length));
  const fewest = smallestSize(nClasses);
  const sizes = Array.from({ length: mostSizes }, (_, halvings) => most >> halvings);
  return sizes.filter((size) => size >= fewest).reverse();
}

/** About as many rows as so many sizes take, those that judge included. */
export function rowsForSizes(count: number, nClasses: number): number {
  return Math.ceil((smallestSize(nClasses) * (1 << (count - 1))) / (1 - judgedShare));
}

function smallestSize(nClasses: number): number {
  return Math.max(fewestRows, rowsPerClass * nClasses);
}
