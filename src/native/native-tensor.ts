/** Tensors as an ONNX graph takes and gives them. */

/** Element types that are carried, by the runtime's names, with the array that holds them; texts are plain arrays. */
export const elementArrays = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

export type NumericType = keyof typeof elementArrays;
export type ElementType = NumericType | 'string';
export type ElementArray = InstanceType<(typeof elementArrays)[NumericType]>;

export interface NativeTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** As many elements as the shape says, row-major. */
  readonly data: ElementArray | readonly string[];
}

/** What a graph says about an input or output; null is a length that a call chooses. */
export interface TensorSpec {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | null)[];
}

export function isElementType(type: string): type is ElementType {
  return type === 'string' || Object.hasOwn(elementArrays, type);
}

/** Elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Numbers as the elements of a type. */
export function elementsFrom(type: NumericType, values: ArrayLike<number>): ElementArray {
  if (type === 'int64') return BigInt64Array.from(values, BigInt);
  if (type === 'uint64') return BigUint64Array.from(values, BigInt);
  return elementArrays[type].from(values);
}

/** Elements as numbers; whole numbers beyond 2^53 lose their last digits. */
export function numbersOf(data: ElementArray): Float64Array {
  return Float64Array.from(data as ArrayLike<number | bigint>, Number);
}
