/** Columns that name an entity whose rows share one outcome: a model that has met the entity knows the answer, for a new one it does not. */
import { type Column, columnLength } from '../../table/column.ts';
import type { Target } from '../../table/task.ts';
import { classCounts } from '../class-counts.ts';
import { entityLevels } from '../entity-levels.ts';
import { spreadRows } from '../row-sample.ts';
import { type FindingRule, isFeature, percent, type RuleInput } from './finding.ts';

const minLevels = 20;
/** Share of rows that have a companion of the same entity. */
const companions = 0.5;
/** More rows per entity than this on average are a category with a future rather than a person who comes back. */
const mostPerLevel = 20;
/** Share of the way from knowing nothing (0) to certainty (1) that the other rows of the entity lead. */
const limit = 0.8;
/** Share of entities that a split must have torn apart. */
const tornShare = 0.05;
/** Of whole numbers: a measurement tells about its neighbours too; up to this share of the score it is an identifier. */
const neighbours = 0.7;

/** Rows of a first look, and the share of the levels of many small entities that it must meet. */
const looked = 2000;
const fewShare = 0.2;

export const groupOverlap: FindingRule = {
  code: 'group_overlap',
  find(input) {
    const { target, columns } = input;
    if (!target) return [];
    return columns.flatMap(({ column, role }) => {
      if (!(role === 'id' || isFeature(role)) || hasFewLevels(column)) return [];
      const levels = entityLevels(column);
      if (!levels) return [];
      const { codes, count } = levels;
      const sizes = new Int32Array(count);
      for (const code of codes) if (code >= 0) sizes[code]++;
      const shared = sizes.filter((size) => size > 1);
      const rows = shared.reduce((total, size) => total + size, 0);
      if (shared.length < minLevels || rows < companions * codes.length || rows > mostPerLevel * shared.length)
        return [];
      const score = knownFromCompanions(codes, sizes, target);
      if (score < limit || !isTorn(input, codes, sizes)) return [];
      if (column.kind === 'number' && knownFromNeighbours(column.values, target) > neighbours * score) return [];
      const message = `Rows that share a value of column "${column.name}" share their outcome (${percent(score)} of it is known from the other rows of the ${shared.length} values), and they stand on both sides of a split: the score would be that of entities already met. Pass --group-column "${column.name}", or --exclude it if new rows bring no known value.`;
      return [{ code: 'group_overlap', severity: 'warning', column: column.name, message }];
    });
  },
};

/** A first look that spares large categories and small numbers the counting. */
function hasFewLevels(column: Column): boolean {
  if (column.kind === 'string') return column.dictionary.length < minLevels;
  const rows = spreadRows(columnLength(column), looked);
  const values = column.values;
  const seen = new Set(rows.map((row) => values[row])).size;
  return seen < Math.max(minLevels, fewShare * Math.min(looked, values.length / mostPerLevel));
}

/** Leave-one-out: each row foretold by the other rows of its level. 0 = no better than by all rows, 1 = without error. */
function knownFromCompanions(codes: Int32Array, sizes: Int32Array, target: Target): number {
  const { values } = target;
  if (target.classes.length === 0) {
    const sums = new Float64Array(sizes.length);
    for (let row = 0; row < codes.length; row++) if (codes[row] >= 0) sums[codes[row]] += values[row];
    return r2(values, (row) => {
      const size = codes[row] < 0 ? 0 : sizes[codes[row]];
      return size > 1 ? (sums[codes[row]] - values[row]) / (size - 1) : undefined;
    });
  }
  const k = target.classes.length;
  const cells = new Map<number, number>();
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] < 0) continue;
    const cell = codes[row] * k + values[row];
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  const best = new Int32Array(sizes.length);
  const second = new Int32Array(sizes.length);
  for (const [cell, count] of cells) {
    const level = Math.floor(cell / k);
    if (count > best[level]) [best[level], second[level]] = [count, best[level]];
    else if (count > second[level]) second[level] = count;
  }
  const all = classCounts(target);
  let right = 0;
  let judged = 0;
  const seen = new Int32Array(k);
  for (const [cell, count] of cells) {
    const level = Math.floor(cell / k);
    if (sizes[level] < 2) continue;
    judged += count;
    seen[cell % k] += count;
    // Without itself the row's class must still lead.
    if (count === best[level] && count - 1 > second[level]) right += count;
  }
  const largest = Math.max(...seen) / judged;
  return judged === 0 || Math.max(...all) === values.length ? 0 : (right / judged - largest) / (1 - largest);
}

/** How much the next smaller and next larger value tell: for class codes, of the commonest class against the rest. */
function knownFromNeighbours(column: Float64Array, target: Target): number {
  const largest = target.classes.length > 0 ? classCounts(target) : undefined;
  const common = largest?.indexOf(Math.max(...largest));
  const y = common === undefined ? target.values : target.values.map((code) => (code === common ? 1 : 0));
  const levels = new Map<number, { sum: number; count: number }>();
  for (let row = 0; row < y.length; row++) {
    const level = levels.get(column[row]) ?? { sum: 0, count: 0 };
    level.sum += y[row];
    level.count++;
    levels.set(column[row], level);
  }
  const ordered = [...levels.keys()].sort((a, b) => a - b);
  const guess = new Map(
    ordered.map((value, i) => {
      const beside = [ordered[i - 1], ordered[i + 1]].flatMap((other) => levels.get(other) ?? []);
      const count = beside.reduce((total, level) => total + level.count, 0);
      return [value, count > 0 ? beside.reduce((total, level) => total + level.sum, 0) / count : undefined];
    }),
  );
  return r2(y, (row) => guess.get(column[row]));
}

/** Share of the variance that a guess explains over the rows that have one. */
function r2(y: Float64Array, guessOf: (row: number) => number | undefined): number {
  let n = 0;
  let middle = 0;
  let total = 0;
  let error = 0;
  for (let row = 0; row < y.length; row++) {
    const guess = guessOf(row);
    if (guess === undefined) continue;
    n++;
    const distance = y[row] - middle;
    middle += distance / n;
    total += distance * (y[row] - middle);
    error += (y[row] - guess) * (y[row] - guess);
  }
  return total > 0 ? 1 - error / total : 0;
}

/** Whether the split, where it is known, has parted the rows of entities. */
function isTorn({ split }: RuleInput, codes: Int32Array, sizes: Int32Array): boolean {
  if (!split || split.holdout.length === 0) return true;
  const sides = new Uint8Array(sizes.length);
  for (const row of split.train) if (codes[row] >= 0) sides[codes[row]] |= 1;
  for (const row of split.holdout) if (codes[row] >= 0) sides[codes[row]] |= 2;
  const torn = sides.reduce((count, side) => (side === 3 ? count + 1 : count), 0);
  return torn > tornShare * sizes.reduce((count, size) => (size > 1 ? count + 1 : count), 0);
}
