/** Values that a parameter schema must refuse, made from the schema itself. */
import { z } from 'zod';

export interface BadParam {
  readonly field: string;
  readonly value: unknown;
  readonly why: string;
}

interface Field {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly description?: string;
}

/** The schema's fields by name. */
export function fieldsOf(schema: z.ZodType): [string, Field][] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties as Record<string, Field>);
}

/** At least one bad value for each field, and a field that does not exist. */
export function badParams(schema: z.ZodType): BadParam[] {
  const bad = fieldsOf(schema).flatMap(([field, { type, ...limits }]) => {
    const values: [unknown, string][] = [
      type === 'object' ? [{ any: () => 0 }, 'an object of functions'] : [{}, 'an object'],
      [() => 0, 'a function'],
    ];
    const low = limits.minimum ?? limits.exclusiveMinimum;
    const high = limits.maximum ?? limits.exclusiveMaximum;
    if (low !== undefined) values.push([low - 1, 'below the range']);
    if (high !== undefined) values.push([high + Math.abs(high) + 1, 'above the range']);
    if (limits.exclusiveMinimum !== undefined) values.push([limits.exclusiveMinimum, 'at the open end of the range']);
    if (limits.enum) values.push(['no such choice', 'not a choice']);
    if (type === 'integer') values.push([(low ?? 0) + 0.5, 'not whole']);
    if (type === 'number' || type === 'integer') {
      values.push([Number.NaN, 'NaN'], [Number.POSITIVE_INFINITY, 'infinite'], ['1', 'a text']);
    }
    return values.map(([value, why]) => ({ field, value, why }));
  });
  return [...bad, { field: 'noSuchParameter', value: 1, why: 'unknown' }];
}
