/** The contract of an operation: one schema for every door (command, library call; HTTP and MCP later). */
import type { z } from 'zod';
import type { OnProgress } from '../core/progress.ts';
import type { Platform } from './platform.ts';

/** What a door hands to an operation besides its input. */
export interface OperationContext {
  readonly onProgress: OnProgress;
  /** Aborted when the caller gives up (Ctrl-C, a closed connection). */
  readonly signal?: AbortSignal;
  /** Aborted when the caller wants what there is by now, of an operation that `endsEarly`. */
  readonly enough?: AbortSignal;
  /**
   * Takes content for which the input names no file, piece by piece; false: nobody reads on. Absent where a caller has no place for it.
   */
  readonly onContent?: (piece: Uint8Array) => Promise<boolean>;
  /** Reading of the monotonic clock at which the caller began to wait, where that was before the call. */
  readonly startedMs?: number;
}

/** Everything the platform can do is one of these, listed in operations/index.ts. */
export interface Operation<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
  Name extends string = string,
> {
  /** Words separated by dots: `models.promote` is the command `models promote` and the call `models.promote()`. */
  readonly name: Name;
  /** One sentence, imperative, for help and docs. */
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  /** Input fields that a command takes by position, in order. */
  readonly positional: readonly string[];
  /** Who may call it, on what. */
  readonly access: { readonly role: 'viewer' | 'operator' | 'admin'; readonly resource: Resource };
  /** True for what runs code or touches files that the caller names: commands and library calls only, never a door that others can reach. */
  readonly localOnly?: true;
  /** Listens to `enough`: ends soon with what it has found. */
  readonly endsEarly?: boolean;
  /** Command lines that a help page shows. */
  readonly examples: readonly string[];
  run(platform: Platform, input: z.output<Input>, context: OperationContext): Promise<DeepReadonly<z.input<Output>>>;
}

export type Resource =
  | 'data'
  | 'run'
  | 'study'
  | 'model'
  | 'job'
  | 'label'
  | 'server'
  | 'key'
  | 'audit'
  | 'platform'
  | 'prediction';

/** The same shape, nothing of it writable: answers are handed on, never changed. */
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Keeps the types of a definition's name and schemas. */
export function defineOperation<Input extends z.ZodObject, Output extends z.ZodType, const Name extends string>(
  operation: Operation<Input, Output, Name>,
): Operation<Input, Output, Name> {
  return operation;
}
