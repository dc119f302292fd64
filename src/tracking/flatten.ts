/** Documents as lists of fields, to be compared. */
import type { Json } from '../core/canonical-json.ts';

/** Fields of a document by their path, `search.seed`; lists are values. */
export function flatten(document: Json, path = '', fields = new Map<string, Json>()): Map<string, Json> {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    fields.set(path, document);
    return fields;
  }
  for (const [key, value] of Object.entries(document)) {
    if (value !== undefined) flatten(value as Json, path === '' ? key : `${path}.${key}`, fields);
  }
  return fields;
}
