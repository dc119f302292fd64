/**
 * Columns that hold, for each of their values, the mean of the target over the very rows that have that value: a category was
 * replaced by its mean target outside the folds, so each row knows a part of its own answer.
 *
 * An encoding learned elsewhere misses the means of these rows by chance; one learned from these rows hits them better than chance could.
 */
import { log } from '../../math/log.ts';
import { sortedCopy } from '../../math/quantile.ts';
import { countBelow } from '../../math/sorted-places.ts';
import { picked, spreadRows } from '../row-sample.ts';
import { targetNumbers } from '../target-numbers.ts';
import { type FindingRule, isFeature } from './finding.ts';

const minRows = 40;
const minLevels = 3;
/** Rows per value that are needed on average; with fewer a column is nearly the target itself. */
const leastPerLevel = 1.5;
/** With this many rows per value or fewer, a row's own target weighs so much that training must not go on. */
const fewPerLevel = 30;
/** Rows of a first look, and the standard errors that it allows. */
const looked = 8000;
const standardErrors = 5;
/** Chance that an encoding from elsewhere fits as closely. */
const chance = 1e-9;
/** Values of an exactly smoothed encoding, categories that share one, and how near to whole numbers their rows must come. */
const leastSmoothed = 6;
const mostShared = 200;
const wholeness = 1e-6;
/** Misfit to the means, as a share of how much the means differ. */
const mostMisfit = 0.1;

export const targetEncoding: FindingRule = {
  code: 'target_encoding',
  find({ columns, target }) {
    if (!target || target.values.length < minRows) return [];
    const rows = spreadRows(target.values.length, looked);
    const readings = targetNumbers(target).map((reading) => ({ ...reading, sample: reading.of(rows) }));
    return columns.flatMap(({ column, role }) => {
      if (column.kind !== 'number' || !isFeature(role)) return [];
      const sample = picked(column.values, rows);
      const likely = readings.filter((reading) => mayBeMeans(sample, reading.sample));
      if (likely.length === 0) return [];
      const levels = levelsOf(column.values);
      if (!levels) return [];
      const found = likely.find((reading) => fitsTooWell(levels, reading.of()));
      if (!found) return [];
      const perLevel = levels.rows / levels.sizes.length;
      const message = `Column "${column.name}" holds for each of its ${levels.sizes.length} values the mean of ${found.what} over the same rows (${perLevel.toFixed(1)} rows per value), so a row knows a part of its own answer. Give the category itself, which training encodes inside each fold, and exclude this column (--exclude "${column.name}").`;
      const severity = perLevel <= fewPerLevel ? 'error' : 'warning';
      return [{ code: 'target_encoding', severity, column: column.name, message }];
    });
  },
};

interface Levels {
  /** Level of each row; -1 where the value is missing. */
  readonly codes: Float64Array;
  readonly sizes: Int32Array;
  readonly values: Float64Array;
  readonly rows: number;
}

/** A first look: the target rises with its own means one to one (faster with smoothed ones), and both have one mean. */
function mayBeMeans(x: Float64Array, y: Float64Array): boolean {
  let [n, meanX, meanY, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i])) continue;
    n++;
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    meanX += dx / n;
    meanY += dy / n;
    xx += dx * (x[i] - meanX);
    xy += dx * (y[i] - meanY);
    yy += dy * (y[i] - meanY);
  }
  const slack = (standardErrors * Math.sqrt(yy)) / n;
  return xx > 0 && xy / xx > 1 - (slack * Math.sqrt(n)) / Math.sqrt(xx) && Math.abs(meanX - meanY) <= slack;
}

/** Undefined for columns of too few values, and for those that hardly repeat one. */
function levelsOf(column: Float64Array): Levels | undefined {
  const sorted = sortedCopy(column);
  const values = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (values.length < minLevels || sorted.length < leastPerLevel * values.length) return undefined;
  const codes = column.map((value) => (Number.isNaN(value) ? -1 : countBelow(values, value)));
  const sizes = new Int32Array(values.length);
  for (const code of codes) if (code >= 0) sizes[code]++;
  return { codes, sizes, values, rows: sorted.length };
}

/**
 * Weighs the misfit between the column and the level means in units of their sampling error, which for an encoding from elsewhere is
 * at least chi-square with one degree per level. Also for means drawn towards the mean of all by a fixed number of rows.
 */
function fitsTooWell({ codes, sizes, values, rows }: Levels, y: Float64Array): boolean {
  const sums = new Float64Array(sizes.length);
  let total = 0;
  for (let row = 0; row < y.length; row++) {
    if (codes[row] < 0) continue;
    sums[codes[row]] += y[row];
    total += y[row];
  }
  let within = 0;
  for (let row = 0; row < y.length; row++) {
    if (codes[row] < 0) continue;
    const distance = y[row] - sums[codes[row]] / sizes[codes[row]];
    within += distance * distance;
  }
  const free = rows - sizes.length;
  const noise = within / free;
  // Targets that never vary within a value are a copy in other words, which another rule tells.
  if (!(noise > 0)) return false;
  const prior = total / rows;
  const means = sums.map((sum, level) => sum / sizes[level]);
  if (isExactlySmoothed(values, means, sizes, prior)) return true;
  let drawn = 0;
  let weight = 0;
  for (let level = 0; level < sizes.length; level++) {
    const pull = values[level] - prior;
    drawn += (sums[level] / sizes[level] - values[level]) * pull;
    weight += (pull * pull) / sizes[level];
  }
  const smoothing = Math.max(0, drawn / weight);
  return [0, smoothing].some((rowsOfPrior) => {
    let misfit = 0;
    let spread = 0;
    for (let level = 0; level < sizes.length; level++) {
      const pull = values[level] - prior;
      const unsmoothed = values[level] + (rowsOfPrior * pull) / sizes[level];
      const miss = sums[level] / sizes[level] - unsmoothed;
      misfit += (sizes[level] * miss * miss) / noise;
      spread += (sizes[level] * pull * pull) / noise;
    }
    const degrees = sizes.length - (rowsOfPrior > 0 ? 1 : 0);
    const ratio = Math.max(misfit / degrees, 1e-24);
    // Chernoff's bound on the lower tail of chi-square.
    const logChance = (degrees / 2) * (log(ratio) + 1 - ratio);
    return ratio < 1 && logChance < log(chance) && misfit <= mostMisfit * spread;
  });
}

/**
 * Whether each value is a category's mean that so many rows of the mean of all draw towards it, value = (c mean + w prior) / (c + w)
 * with one w (Micci-Barreca 2001). Small categories of equal figures share a value, so the rows c of one category are some whole
 * part of a value's rows; that they are whole for every value is no accident.
 */
function isExactlySmoothed(values: Float64Array, means: Float64Array, sizes: Int32Array, prior: number): boolean {
  const drawn = Array.from(values, (value, level) => ({
    pull: (prior - value) / (value - means[level]),
    size: sizes[level],
  })).filter(({ pull }) => pull !== 0);
  if (drawn.length < leastSmoothed || drawn.some(({ pull }) => !(pull > 0 && pull < Number.POSITIVE_INFINITY)))
    return false;
  const smallest = drawn.reduce((least, one) => (one.size < least.size ? one : least));
  for (let share = 1; share <= Math.min(smallest.size, mostShared); share++) {
    if (smallest.size % share !== 0) continue;
    const weight = smallest.size / share / smallest.pull;
    const isWhole = drawn.every(({ pull, size }) => {
      const count = weight * pull;
      const whole = Math.round(count);
      return whole >= 1 && Math.abs(count - whole) < wholeness * whole && size % whole === 0;
    });
    if (isWhole) return true;
  }
  return false;
}
