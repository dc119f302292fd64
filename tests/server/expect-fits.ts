/** Answers of the server against the schemas of its OpenAPI document. */
import { expect } from 'vitest';

/** A schema of the document. */
export type Schema = {
  type?: string | string[];
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
};

/** Checks the part of JSON Schema that the document uses. */
export function expectFits(value: unknown, schema: Schema, path: string): void {
  expect(problem(value, schema, path)).toBeUndefined();
}

function problem(value: unknown, schema: Schema, path: string): string | undefined {
  if (schema.anyOf) return schema.anyOf.every((one) => problem(value, one, path)) ? `${path}: fits none` : undefined;
  if (schema.enum && !schema.enum.includes(value)) return `${path}: not in the list`;
  if (schema.const !== undefined && schema.const !== value) return `${path}: not the constant`;
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const types = [schema.type ?? type].flat();
  if (!types.includes(type) && !(Number.isInteger(value) && types.includes('integer'))) return `${path}: is ${type}`;
  if (Array.isArray(value)) {
    return value.map((item, i) => problem(item, schema.items ?? {}, `${path}[${i}]`)).find((found) => found);
  }
  if (type !== 'object') return undefined;
  const lacking = schema.required?.find((name) => !Object.hasOwn(value as object, name));
  if (lacking) return `${path}: lacks ${lacking}`;
  return Object.entries(value as object)
    .map(([name, item]) => {
      const own = schema.properties?.[name] ?? schema.additionalProperties ?? true;
      if (own === false) return `${path}: has ${name}`;
      return own === true ? undefined : problem(item, own, `${path}.${name}`);
    })
    .find((found) => found);
}
