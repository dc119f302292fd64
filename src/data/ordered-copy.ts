/** A column in which a numeric target still stands, though not on a straight line: bent by a rising or falling function, or cut into bins. */
import type { Column } from '../table/column.ts';
import type { Target } from '../table/task.ts';
import { levelKeys } from './level-key.ts';
import { spreadRows } from './row-sample.ts';

const minRows = 40;
/** Bins that the target must be cut into, rows of each, and targets that must differ. A flag for "any" is no bin. */
const leastBins = 3;
const rowsPerBin = 5;
const distinctTargets = 6;
/** Rows of a first look. */
const looked = 300;
/** Share of the rows that must have a value. */
const presentShare = 0.5;

interface Level {
  key: number;
  rows: number;
  low: number;
  high: number;
}

/** How the column is made of the target, in words; undefined when it is not, without any exception. */
export function orderedCopy(column: Column, { values: y }: Target): string | undefined {
  if (column.kind === 'boolean' || column.kind === 'datetime') return undefined;
  if (y.length > looked && !mayBeOrdered(column, levelsOf(column, y, spreadRows(y.length, looked)))) return undefined;
  const levels = levelsOf(column, y, spreadRows(y.length, y.length));
  const present = levels.reduce((total, { rows }) => total + rows, 0);
  if (present < minRows || present < presentShare * y.length || levels.length < leastBins || overlap(levels))
    return undefined;
  if (new Set(levels.flatMap(({ low, high }) => [low, high])).size < distinctTargets) return undefined;
  if (column.kind === 'number' && levels.length >= distinctTargets && isMonotone(levels)) {
    return `${isRising(levels) ? 'rises' : 'falls'} with the target in every row (the target on another scale)`;
  }
  const isCut = levels.every(({ rows, low }, i) => rows >= rowsPerBin && (i === 0 || low > levels[i - 1].high));
  return isCut ? `is the target cut into ${levels.length} bins` : undefined;
}

/** What overlaps or turns round in a few rows does so in all; values that hardly repeat are no bins. */
function mayBeOrdered(column: Column, levels: readonly Level[]): boolean {
  const repeats = 2 * levels.length <= looked;
  return !overlap(levels) && (repeats || (column.kind === 'number' && isMonotone(levels)));
}

function isRising(levels: readonly Level[]): boolean {
  return levels[0].key < levels[levels.length - 1].key;
}

function isMonotone(levels: readonly Level[]): boolean {
  const rises = isRising(levels) ? 1 : -1;
  return levels.every(({ key }, i) => i === 0 || (key - levels[i - 1].key) * rises > 0);
}

function levelsOf(column: Column, y: Float64Array, rows: Int32Array): Level[] {
  const key = levelKeys(column);
  const levels = new Map<number, Level>();
  for (const row of rows) {
    const at = key(row);
    if (at === undefined) continue;
    const level = levels.get(at);
    if (!level) levels.set(at, { key: at, rows: 1, low: y[row], high: y[row] });
    else {
      level.rows++;
      if (y[row] < level.low) level.low = y[row];
      if (y[row] > level.high) level.high = y[row];
    }
  }
  return [...levels.values()].sort((a, b) => a.low - b.low || a.high - b.high || a.key - b.key);
}

/** Whether two levels share more than one end of their targets. */
function overlap(levels: readonly Level[]): boolean {
  return levels.some(({ low }, i) => i > 0 && low < levels[i - 1].high);
}
