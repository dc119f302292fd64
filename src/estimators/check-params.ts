/** Parameters against a definition's schema: defaults filled in, or PARAM_INVALID that names the field and the law. */
import { ModelwrightError } from '../core/errors.ts';
import { lawOf } from '../core/schema-law.ts';
import type { EstimatorDefinition } from './estimator.ts';

/**
 * The complete, checked parameters. A negative zero becomes zero, so that equal parameters have one spelling in artifacts.
 *
 * @throws PARAM_INVALID with `<estimator>.<field>` as the name.
 */
export function checkParams<Params>(definition: EstimatorDefinition<Params>, params: unknown): Params {
  const parsed = definition.params.safeParse(withoutNegativeZero(params));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = unknown === undefined ? issue.path : [...issue.path, unknown];
  throw new ModelwrightError('PARAM_INVALID', {
    name: [definition.name, ...path].join('.'),
    law: unknown === undefined ? lawOf(issue) : 'only known parameters',
    value: unknown === undefined ? shown(valueAt(params, issue.path)) : 'an unknown parameter',
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) at = at === null || at === undefined ? undefined : (at as Record<PropertyKey, unknown>)[key];
  return at;
}

function shown(value: unknown): string {
  if (value !== null && typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  return String(value).slice(0, 100);
}

function withoutNegativeZero(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutNegativeZero(item)]));
}
