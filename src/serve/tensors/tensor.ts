/** Tensors of the Open Inference Protocol (v2): what requests bring and answers carry, whatever transport they take. */

/** Element types by their wire names. */
export const datatypes = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'FP32',
  'FP64',
  'BYTES',
] as const;
export type Datatype = (typeof datatypes)[number];

/** Lengths of a shape at most. */
export const maxRank = 8;

/** A named tensor, row-major. */
export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** As many elements as the shape says: numbers (BOOL as 0 and 1; NaN is missing), or texts of BYTES (null is missing). */
  readonly data: Float64Array | readonly (string | null)[];
}

/** What a tensor looks like before anybody sends it; -1 is a length that a request chooses. */
export interface TensorDescription {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

export function isDatatype(value: unknown): value is Datatype {
  return (datatypes as readonly unknown[]).includes(value);
}

/** Elements that a shape holds. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
