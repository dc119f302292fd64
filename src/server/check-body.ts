/** Checks of a body's outer shape. What is inside is checked by whoever understands it. */
import { ModelwrightError } from '../core/errors.ts';
import { typeName } from '../table/json-type.ts';

/**
 * The list in a field of a body, such as `{"rows": [...]}`; the body has no other fields.
 *
 * @throws BODY_INVALID naming what is wrong.
 */
export function listOfBody(body: unknown, field: string, most: number): readonly unknown[] {
  return listOfFields(checkFields(body, '', [field]), field, most);
}

/**
 * The list in a field of a body.
 *
 * @throws BODY_INVALID naming what is wrong.
 */
export function listOfFields(
  fields: Readonly<Record<string, unknown>>,
  field: string,
  most: number,
): readonly unknown[] {
  const list = fields[field];
  if (list === undefined) throw invalid(field, 'a list is needed, the body has none');
  if (!Array.isArray(list)) throw invalid(field, `expected a list, found ${typeName(list)}`);
  if (list.length > most) throw invalid(field, `at most ${most} entries in one request, found ${list.length}`);
  return list;
}

/** The coverage in a field of a body; undefined when it is absent. @throws BODY_INVALID */
export function coverageOfFields(fields: Readonly<Record<string, unknown>>, field: string): number | undefined {
  const value = fields[field];
  if (value === undefined || (typeof value === 'number' && value > 0 && value < 1)) return value;
  const found = typeof value === 'number' ? 'one outside' : typeName(value);
  throw invalid(field, `expected a number between 0 and 1, such as 0.9, found ${found}`);
}

/** The value as an object that has no other fields than these. @throws BODY_INVALID */
export function checkFields(
  value: unknown,
  path: string,
  fields: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(path, `expected an object, found ${value === undefined ? 'nothing' : typeName(value)}`);
  }
  const unknown = Object.keys(value).find((key) => !fields.includes(key));
  if (unknown !== undefined) {
    throw invalid(path, `field "${unknown.slice(0, 100)}" is not known; fields are: ${fields.join(', ')}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** BODY_INVALID at a path such as `labels[3].label`; the empty path is the body. */
export function invalid(path: string, problem: string): ModelwrightError {
  return new ModelwrightError('BODY_INVALID', { path: path === '' ? 'body' : path, problem });
}
