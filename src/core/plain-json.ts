/** Typed values as plain JSON. */
import type { Json } from './canonical-json.ts';

/** What `JSON.stringify` keeps of a value: without fields that are undefined, and with null for NaN and infinities. */
export function plainJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
