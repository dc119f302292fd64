/** JSON documents and metrics as text in records. */
import { canonicalJson, type Json } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';
import { numberOfName, specialNumber } from '../store/number-text.ts';

/** A document as canonical JSON. @throws VALUE_INVALID for numbers that JSON cannot hold */
export function encodeDocument(what: string, document: Json): string {
  try {
    return canonicalJson(document);
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    throw new ModelwrightError('VALUE_INVALID', { what, law: 'a JSON document', value }, { cause: error });
  }
}

/** The document of a text; null for none. */
export function decodeDocument(text: string | null): Json {
  return text === null ? null : (JSON.parse(text) as Json);
}

/** Named figures; null stands for one that is not defined. */
export type Metrics = Readonly<Record<string, number | null>>;

/** Metrics as text. Numbers that JSON would change are kept by name, so NaN stays NaN and never turns into null. */
export function encodeMetrics(metrics: Metrics): string {
  const exact = (value: number | null) => (value === null ? null : (specialNumber(value) ?? value));
  return canonicalJson(Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, exact(value)])));
}

/** What `encodeMetrics` wrote. */
export function decodeMetrics(text: string): Metrics {
  const stored = JSON.parse(text) as Record<string, number | string | null>;
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [
      name,
      typeof value === 'string' ? (numberOfName(value) ?? Number.NaN) : value,
    ]),
  );
}
