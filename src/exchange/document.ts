/** Parsed documents: what the JSON and the UBJSON reader make, and typed access to it. */
import { invalidFile, shown } from './model-file-error.ts';

/** A value of a document. Lists of numbers, the bulk of a model, are one flat array. */
export type Value = null | boolean | number | string | Numbers | readonly Value[] | DocumentObject;
export type DocumentObject = ReadonlyMap<string, Value>;
/** A list of numbers, in no more bytes than a file of numbers of fixed width has for it. */
export type Numbers = Float64Array | Float32Array | Int32Array | Int16Array | Int8Array | Uint8Array;

/** Lists and objects inside each other. */
export const maxDepth = 64;
/** Values of a document, numbers in lists of numbers not counted: enough for 50,000 trees. */
export const maxValues = 1_500_000;
/** Numbers in lists of numbers of a document, where each is kept in 8 bytes. */
export const maxNumbers = 16_000_000;
/** Fields of an object. */
export const maxFields = 10_000;
/** Bytes of a text. */
export const maxTextBytes = 1_048_576;

/** The field, which must be an object. @throws MODEL_FILE_INVALID, as all of these do */
export function objectAt(from: DocumentObject, key: string): DocumentObject {
  const value = from.get(key);
  if (isObject(value)) return value;
  throw missing(key, 'an object');
}

export function isObject(value: Value | undefined): value is DocumentObject {
  return value instanceof Map;
}

export function isNumbers(value: Value | undefined): value is Numbers {
  return ArrayBuffer.isView(value);
}

/** The field, which must be a list of objects. */
export function objectsAt(from: DocumentObject, key: string): readonly DocumentObject[] {
  const value = from.get(key);
  if (isNumbers(value) && value.length === 0) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw missing(key, 'a list of objects');
}

/** The field, which must be a list of numbers or truth values; empty when it is absent and `optional`. */
export function numbersAt(from: DocumentObject, key: string, optional = false): Numbers {
  const value = from.get(key);
  if (isNumbers(value)) return value;
  if (value === undefined && optional) return new Float64Array();
  if (Array.isArray(value) && value.every((item) => typeof item === 'boolean')) return Float64Array.from(value, Number);
  throw missing(key, 'a list of numbers');
}

/** The field, which must be a list of texts; empty when it is absent. */
export function textsAt(from: DocumentObject, key: string): readonly string[] {
  const value = from.get(key);
  if (value === undefined || (isNumbers(value) && value.length === 0)) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw missing(key, 'a list of texts');
}

export function textAt(from: DocumentObject, key: string): string {
  const value = from.get(key);
  if (typeof value === 'string') return value;
  throw missing(key, 'a text');
}

/** The field, which must be a whole number >= 0, as itself or as its text; `otherwise` when it is absent. */
export function countAt(from: DocumentObject, key: string, otherwise?: number): number {
  const value = from.get(key) ?? otherwise;
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw missing(key, 'a whole number');
}

function missing(key: string, law: string): Error {
  return invalidFile(`${shown(key)} must be ${law}`);
}
