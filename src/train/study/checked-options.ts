/** Options of samplers and pruners that come from outside, as a name with JSON values. */
import type { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { lawOf } from '../../core/schema-law.ts';

/** A method by its name, with its options. */
export type MethodSpec = { readonly name: string } & Readonly<Record<string, string | number | boolean>>;

/** @throws PARAM_INVALID naming the option, as `sampler.startupTrials` */
export function checkedOptions<Schema extends z.ZodObject>(
  what: string,
  schema: Schema,
  options: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue.code === 'unrecognized_keys';
  const field = String(unknown ? issue.keys[0] : issue.path[0]);
  throw new ModelwrightError('PARAM_INVALID', {
    name: `${what}.${field}`,
    law: unknown ? 'only known options' : lawOf(issue),
    value: unknown ? 'an unknown one' : String(options[field]).slice(0, 100),
  });
}

/** @throws PARAM_INVALID listing what is known */
export function known<Method>(what: string, methods: Readonly<Record<string, Method>>, name: string): Method {
  if (Object.hasOwn(methods, name)) return methods[name];
  const law = `one of ${Object.keys(methods).join(', ')}`;
  throw new ModelwrightError('PARAM_INVALID', { name: what, law, value: String(name).slice(0, 100) });
}
