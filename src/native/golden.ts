/** Whether a model still says what it said: other processors round otherwise, so answers may differ by a little, and classes where two are as likely. */
import { ModelwrightError } from '../core/errors.ts';
import type { Predictions } from '../table/task.ts';
import { type ElementArray, elementCount, type NativeTensor } from './native-tensor.ts';

/** Difference that rounding may make, of the value or of 1, whichever is larger. */
const goldenTolerance = 1e-5;
/** Elements of an output that are kept. */
const keptElements = 10_000;

/** Outputs as an artifact keeps them: flat, and the first elements only. */
export function keptOutputs(outputs: readonly NativeTensor[]): NativeTensor[] {
  return outputs.map(({ name, type, shape, data }) => {
    const length = Math.min(elementCount(shape), keptElements);
    return { name, type, shape: [length], data: data.slice(0, length) };
  });
}

/** @throws GOLDEN_MISMATCH naming the first element that differs */
export function checkOutputs(expected: readonly NativeTensor[], outputs: readonly NativeTensor[], model: string): void {
  const actual = keptOutputs(outputs);
  for (const one of expected) {
    const other = actual.find(({ name }) => name === one.name);
    if (other?.type !== one.type || other.data.length !== one.data.length) throw mismatch(model, 0);
    for (let i = 0; i < one.data.length; i++) if (!isNear(one.data[i], other.data[i])) throw mismatch(model, i);
  }
}

/** @throws GOLDEN_MISMATCH naming the first row that differs */
export function checkPredictions(expected: Predictions, actual: Predictions, model: string): void {
  const shares = expected.probabilities;
  for (let row = 0; row < expected.values.length; row++) {
    const isSame = shares
      ? Object.is(expected.values[row], actual.values[row]) || isTie(shares, row)
      : isNear(expected.values[row], actual.values[row]);
    const areNear = (shares ?? []).every((ofClass, code) => isNear(ofClass[row], actual.probabilities![code][row]));
    if (!isSame || !areNear) throw mismatch(model, row);
  }
}

/** Rows whose answers are finite. */
export function finiteRows({ values, probabilities = [] }: Predictions): Int32Array {
  const rows = Array.from(values.keys());
  return Int32Array.from(rows.filter((row) => [values, ...probabilities].every((one) => Number.isFinite(one[row]))));
}

function isTie(shares: readonly Float64Array[], row: number): boolean {
  const [first, second] = shares.map((ofClass) => ofClass[row]).sort((a, b) => b - a);
  return first - second <= 2 * goldenTolerance;
}

type Element = ElementArray[number] | string;

function isNear(a: Element, b: Element): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Object.is(a, b) || Math.abs(a - b) <= goldenTolerance * Math.max(1, Math.abs(a));
}

function mismatch(model: string, row: number): ModelwrightError {
  return new ModelwrightError('GOLDEN_MISMATCH', { model, row });
}
