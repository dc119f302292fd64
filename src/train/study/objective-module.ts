/** What a module with an objective may say about its search, checked like all that comes from outside. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { innermostIssue, lawOf } from '../../core/schema-law.ts';
import type { Direction } from '../../math/direction.ts';
import type { MethodSpec } from './checked-options.ts';
import type { ParameterValues, StudySpace } from './space.ts';

/** The exports of such a module besides the function `objective`. */
export interface ObjectiveModule {
  /** Absent: trials declare their parameters as they run. */
  readonly space?: StudySpace;
  /** Default `minimize`. */
  readonly direction?: Direction;
  /** Instead of `direction`: one for each number of the list that the objective returns. */
  readonly directions?: readonly Direction[];
  /** How many constraint values each trial sets with `setConstraints`. */
  readonly constraints?: number;
  readonly sampler?: string | MethodSpec;
  readonly pruner?: string | MethodSpec;
  /** Parameters to be tried first, as for `enqueue`. */
  readonly first?: readonly ParameterValues[];
}

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const when = z.record(z.string(), z.array(value)).optional();
const scale = { low: z.number(), high: z.number(), log: z.boolean().optional(), step: z.number().optional(), when };
const parameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('float'), ...scale }),
  z.strictObject({ type: z.literal('int'), ...scale }),
  z.strictObject({ type: z.literal('choice'), values: z.array(value).max(10_000), when }),
]);
const method = z.union([
  z.string(),
  z.looseObject({ name: z.string() }).catchall(z.union([z.string(), z.number(), z.boolean()])),
]);
const direction = z.enum(['minimize', 'maximize']);
const schema = z.strictObject({
  space: z.record(z.string().max(200), parameter).optional(),
  direction: direction.optional(),
  directions: z.array(direction).min(1).max(16).optional(),
  constraints: z.int().min(0).max(1000).optional(),
  sampler: method.optional(),
  pruner: method.optional(),
  first: z.array(z.record(z.string(), value)).max(10_000).optional(),
});

/** @throws MODULE_INVALID naming the export that is wrong */
export function checkedExports(module: string, exports: Readonly<Record<string, unknown>>): ObjectiveModule {
  const parsed = schema.safeParse(exports);
  if (parsed.success) return parsed.data;
  const issue = innermostIssue(parsed.error.issues[0]);
  const problem = `export ${issue.path.join('.')}: expected ${lawOf(issue)}`;
  throw new ModelwrightError('MODULE_INVALID', { module, problem });
}
