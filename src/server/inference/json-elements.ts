/** The elements of a tensor as JSON has them, a turn's worth at a time. */
import { type Datatype, maxRank, type Tensor } from '../../serve/tensors/tensor.ts';
import { typeName } from '../../table/json-type.ts';
import { invalid } from '../check-body.ts';

/** Elements that are read at once: about a millisecond, for each lies somewhere else in the memory. */
export const jsonAtOnce = 8_192;

/**
 * Elements of nested or flat lists, in row-major order; null is missing. Other work may go on wherever this yields.
 *
 * @param count As many as the shape says.
 * @throws BODY_INVALID at the path
 */
export function* elementsOfJson(
  data: unknown,
  datatype: Datatype,
  count: number,
  path: string,
): Generator<void, Tensor['data']> {
  if (!Array.isArray(data)) throw otherType(data, 'a list', path);
  const flat: unknown[] = Array.isArray(data[0]) ? yield* flattened(data) : data;
  if (flat.length !== count) throw invalid(path, `expected ${count} elements as the shape says, found ${flat.length}`);
  if (datatype === 'BYTES') {
    for (let i = 0; i < count; i++) {
      if (i > 0 && i % jsonAtOnce === 0) yield;
      const value = flat[i];
      if (typeof value !== 'string' && value !== null) throw otherType(value, 'a text', `${path}[${i}]`);
    }
    return flat as (string | null)[];
  }
  const values = new Float64Array(count);
  const read = datatype === 'BOOL' ? truthOf : datatype.startsWith('FP') ? finiteOf : wholeOf;
  for (let i = 0; i < count; i++) {
    if (i > 0 && i % jsonAtOnce === 0) yield;
    const value = flat[i];
    const number = value === null ? Number.NaN : read(value);
    if (number === undefined) throw otherType(value, expectedOf(value, datatype), `${path}[${i}]`);
    values[i] = number;
  }
  return values;
}

/** What `data.flat(maxRank)` gives. */
function* flattened(data: readonly unknown[]): Generator<void, unknown[]> {
  const flat: unknown[] = [];
  let seen = 0;
  function* visit(list: readonly unknown[], levels: number): Generator<void, void> {
    for (const entry of list) {
      if (++seen % jsonAtOnce === 0) yield;
      if (levels > 0 && Array.isArray(entry)) yield* visit(entry, levels - 1);
      else flat.push(entry);
    }
  }
  yield* visit(data, maxRank);
  return flat;
}

/** A number, or undefined for what is none of its kind. */
type ReadNumber = (value: unknown) => number | undefined;
const truthOf: ReadNumber = (value) => (typeof value === 'boolean' ? Number(value) : undefined);
const finiteOf: ReadNumber = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const wholeOf: ReadNumber = (value) => (Number.isSafeInteger(value) ? (value as number) : undefined);

/** What stands where this value is not taken. */
function expectedOf(value: unknown, datatype: Datatype): string {
  if (datatype === 'BOOL') return 'true or false';
  return finiteOf(value) === undefined ? 'a finite number' : 'a whole number within 2^53';
}

/** An error that says what was expected, and what type it is that was found. */
export function otherType(value: unknown, expected: string, path: string): Error {
  return invalid(path, `expected ${expected}, found ${value === undefined ? 'nothing' : typeName(value)}`);
}
