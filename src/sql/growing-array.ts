/** Typed arrays that grow while rows arrive. */

type Growable = Float64Array | Int32Array | Int8Array;

type GrowableClass<A extends Growable> = {
  new (from: number | SharedArrayBuffer): A;
  readonly BYTES_PER_ELEMENT: number;
};

/** A fresh array; a shared one can be read by worker threads without a copy. */
export function allocated<A extends Growable>(type: GrowableClass<A>, length: number, shared: boolean): A {
  return new type(shared ? new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT) : length);
}

/** The array itself when it holds `length` items, else a copy at least twice as long. */
export function grown<A extends Growable>(array: A, length: number): A {
  if (array.length >= length) return array;
  const larger = new (array.constructor as new (length: number) => A)(Math.max(length, array.length * 2, 2048));
  larger.set(array as never);
  return larger;
}

/** The first `length` items as an array that owns no more memory than it needs. */
export function trimmed<A extends Growable>(array: A, length: number): A {
  return (array.length === length ? array : array.slice(0, length)) as A;
}
