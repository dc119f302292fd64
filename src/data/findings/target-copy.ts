/**
 * A column that is the target in other words: equal to it, a one-to-one renaming of its classes, present exactly for one class,
 * or (for numbers) the target in another unit, bent or cut into bins. No model is needed then, and none would be honest.
 */
import type { Column } from '../../table/column.ts';
import { isMissing } from '../../table/column.ts';
import type { Target } from '../../table/task.ts';
import { levelKeys } from '../level-key.ts';
import { numberFromText } from '../number-text.ts';
import { orderedCopy } from '../ordered-copy.ts';
import type { FindingRule } from './finding.ts';

/** A one-to-one renaming needs this many rows outside the largest class to be more than chance (2^-5 at most, once). */
const minRowsBeside = 5;
/** Agreement of a number with the target, relative to the target's range; wide enough for a copy kept as float32. */
const tolerance = 1e-6;

export const targetCopy: FindingRule = {
  code: 'target_copy',
  find({ target, columns }) {
    if (!target) return [];
    return columns
      .filter(({ role }) => role !== 'time' && role !== 'group' && role !== 'constant')
      .flatMap(({ column }) => {
        const how =
          target.classes.length > 0
            ? classCopy(column, target)
            : (numberCopy(column, target) ?? orderedCopy(column, target));
        if (how === undefined) return [];
        const message = `Column "${column.name}" ${how}. It gives the answer away: exclude it (--exclude "${column.name}"), or pass --allow target_copy if it is really known at the time of prediction.`;
        return [{ code: 'target_copy', severity: 'error', column: column.name, message }];
      });
  },
};

function classCopy(column: Column, target: Target): string | undefined {
  if (target.classes.length < 2) return undefined;
  const counts = new Int32Array(target.classes.length);
  for (const code of target.values) counts[code]++;
  const beside = target.values.length - Math.max(...counts);
  if (isEqual(column, target)) return 'is equal to the target';
  if (beside < minRowsBeside) return undefined;
  if (isRenaming(column, target)) return 'maps one-to-one to the classes of the target';
  return isPresentForOneClass(column, target)
    ? 'is filled in exactly when the target has one of its two classes'
    : undefined;
}

/** Same text, or same number, in every row. */
function isEqual(column: Column, { classes, values }: Target): boolean {
  const classOfKey = new Map<number, boolean[]>();
  const key = levelKeys(column);
  const textOf = (at: number) =>
    column.kind === 'string' ? column.dictionary[at] : column.kind === 'boolean' ? String(at === 1) : String(at);
  for (let row = 0; row < values.length; row++) {
    const at = key(row);
    if (at === undefined) return false;
    let same = classOfKey.get(at);
    if (!same) {
      const text = textOf(at);
      same = classes.map(
        (one) =>
          one === text || one.toLowerCase() === text.toLowerCase() || numberFromText(one) === numberFromText(text),
      );
      classOfKey.set(at, same);
    }
    if (!same[values[row]]) return false;
  }
  return true;
}

/** Every value goes with one class and every class with one value; "missing" counts as a value. */
function isRenaming(column: Column, { classes, values }: Target): boolean {
  const key = levelKeys(column);
  const classOf = new Map<number | undefined, number>();
  const keyOf: (number | undefined)[] = [];
  for (let row = 0; row < values.length; row++) {
    const at = key(row);
    const code = values[row];
    if (!classOf.has(at)) {
      if (code in keyOf) return false;
      classOf.set(at, code);
      keyOf[code] = at;
    } else if (classOf.get(at) !== code) return false;
  }
  return classOf.size === classes.length;
}

function isPresentForOneClass(column: Column, { classes, values }: Target): boolean {
  if (classes.length !== 2) return false;
  const first = isMissing(column, 0) === (values[0] === 1);
  for (let row = 1; row < values.length; row++) {
    if ((isMissing(column, row) === (values[row] === 1)) !== first) return false;
  }
  return true;
}

/** target = slope * column + offset in every row that has a value: at least half of the rows, with three targets or more. */
function numberCopy(column: Column, { values: y }: Target): string | undefined {
  const x = numbersOf(column);
  if (!x) return undefined;
  const [low, high] = extremeRows(x);
  const [least, most] = extremeRows(y);
  if (!(x[low] < x[high])) return undefined;
  const slope = (y[high] - y[low]) / (x[high] - x[low]);
  const allowed = tolerance * (y[most] - y[least]);
  const seen = new Set<number>();
  let present = 0;
  let equal = true;
  for (let row = 0; row < y.length; row++) {
    if (Number.isNaN(x[row])) continue;
    if (!(Math.abs(y[low] + slope * (x[row] - x[low]) - y[row]) <= allowed)) return undefined;
    present++;
    if (seen.size < 3) seen.add(y[row]);
    if (x[row] !== y[row]) equal = false;
  }
  if (seen.size < 3 || present * 2 < y.length) return undefined;
  return equal ? 'is equal to the target' : 'is the target in another unit (a straight line without error)';
}

/** Rows of the least and the greatest value; [0, 0] when there is none. */
function extremeRows(values: Float64Array): [number, number] {
  let low = -1;
  let high = -1;
  for (let row = 0; row < values.length; row++) {
    if (low < 0 ? !Number.isNaN(values[row]) : values[row] < values[low]) low = row;
    if (high < 0 ? !Number.isNaN(values[row]) : values[row] > values[high]) high = row;
  }
  return [Math.max(low, 0), Math.max(high, 0)];
}

function numbersOf(column: Column): Float64Array | undefined {
  if (column.kind === 'number' || column.kind === 'datetime') return column.values;
  if (column.kind !== 'string') return undefined;
  const { codes, dictionary } = column;
  const first = codes.find((code) => code >= 0);
  if (first === undefined || Number.isNaN(numberFromText(dictionary[first]))) return undefined;
  const known = dictionary.map(numberFromText);
  return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : known[code]));
}
