/** The operations as a library: one typed call each, `mw.train(...)`, `mw.models.promote(...)`. */
import type { z } from 'zod';
import { ModelwrightError } from '../core/errors.ts';
import { ignoreProgress, type OnProgress } from '../core/progress.ts';
import { innermostIssue, lawOf } from '../core/schema-law.ts';
import { shownValue } from '../core/shown-value.ts';
import type { Task, UnlabelledTask } from '../table/task.ts';
import type { Operation, OperationContext } from './operation.ts';
import { operations } from './operations/index.ts';
import type { Platform } from './platform.ts';
import { promised } from './promised.ts';

/** What a call takes besides its input. */
export interface CallOptions {
  readonly onProgress?: OnProgress;
  /** Abort it to give the work up; the call then throws CANCELLED. */
  readonly signal?: AbortSignal;
}

type AnyOperation = (typeof operations)[number];

type Call<O extends Operation> = (input: z.input<O['input']>, options?: CallOptions) => Promise<z.output<O['output']>>;

type TrainInput = z.input<Named<'train'>['input']>;
type TrainAnswer = z.output<Named<'train'>['output']>;

/** `train` answers by its task: one without a target has figures of its own. */
interface TrainCall {
  (
    input: TrainInput & { readonly target: string; readonly task?: Task },
    options?: CallOptions,
  ): Promise<Extract<TrainAnswer, { readonly task: Task }>>;
  <Does extends UnlabelledTask>(
    input: TrainInput & { readonly task: Does },
    options?: CallOptions,
  ): Promise<Extract<TrainAnswer, { readonly task: Does }>>;
  (input: TrainInput, options?: CallOptions): Promise<TrainAnswer>;
}

type Named<Name extends string> = Extract<AnyOperation, { readonly name: Name }>;
type Group<Name extends string> = Name extends `${infer First}.${string}` ? First : never;
type InGroup<Prefix extends string> = Extract<AnyOperation['name'], `${Prefix}.${string}`>;
/** `learning_curve` as `learningCurve`. */
type Camel<Name extends string> = Name extends `${infer First}_${infer Next}`
  ? `${First}${Capitalize<Camel<Next>>}`
  : Name;
type Rest<Name extends string> = Name extends `${string}.${infer Last}` ? Last : never;

/** Every operation by its name in camel case; dots are levels. */
export type Client = {
  readonly [Name in Exclude<AnyOperation['name'], `${string}.${string}`> as Camel<Name>]: Name extends 'train'
    ? TrainCall
    : Call<Named<Name>>;
} & {
  readonly [Prefix in Group<AnyOperation['name']>]: {
    readonly [Name in InGroup<Prefix> as Rest<Name>]: Call<Named<Name>>;
  };
};

/** Calls run in this process on one open platform. */
export function clientOf(platform: Platform): Client {
  const client: Record<string, unknown> = {};
  for (const operation of operations) {
    const [first, second] = operation.name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()).split('.');
    const call = (input: unknown, options?: CallOptions) => callOperation(platform, operation, input, options);
    if (second === undefined) client[first] = call;
    else client[first] = { ...(client[first] as object | undefined), [second]: call };
  }
  return client as Client;
}

/**
 * Checks the input, runs the operation and gives its answer.
 *
 * @throws PARAM_INVALID naming the field, its law and its value; what the operation throws.
 */
async function callOperation(
  platform: Platform,
  operation: Operation,
  input: unknown,
  { onProgress = ignoreProgress, signal }: CallOptions = {},
): Promise<unknown> {
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) {
    const issue = innermostIssue(parsed.error.issues[0]);
    const name = issue.path.join('.') || 'input';
    throw new ModelwrightError('PARAM_INVALID', { name, law: lawOf(issue), value: shownValue(input, issue.path) });
  }
  const context: OperationContext = { onProgress, signal };
  return promised(operation, await operation.run(platform, parsed.data, context));
}
