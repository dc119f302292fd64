/** The one error type of the product. Codes, messages and statuses live in error-table.ts. */
import { type ErrorCode, errorTable, type GrpcStatus } from './error-table.ts';

type Placeholder<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** What an error of this code must tell; further fields may be added for programs to read. */
export type ErrorDetails<Code extends ErrorCode> = {
  readonly [Name in Placeholder<(typeof errorTable)[Code]['message']>]: string | number | boolean;
} & Readonly<Record<string, unknown>>;

/**
 * An error with a code from the table. `details` fill the message's placeholders and travel to JSON outputs.
 *
 * @example
 * throw new ModelwrightError('SOURCE_NOT_FOUND', { source: 'flights.csv' });
 */
export class ModelwrightError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: Code, details: ErrorDetails<Code>, options?: ErrorOptions) {
    super(fill(errorTable[code].message, details), options);
    this.name = 'ModelwrightError';
    this.code = code;
    this.details = details;
  }

  /** HTTP status of this error. */
  get http(): number {
    return errorTable[this.code].http;
  }

  /** gRPC status of this error, by name. */
  get grpc(): GrpcStatus {
    return errorTable[this.code].grpc;
  }

  /** Exit code of a command that ends with this error. */
  get exit(): number {
    return errorTable[this.code].exit;
  }

  /** The wire shape: `{ code, message, details }`. */
  toJSON(): { code: Code; message: string; details: Readonly<Record<string, unknown>> } {
    return { code: this.code, message: this.message, details: this.details };
  }
}

/** True for an error from the table, also one that came from a worker thread as a plain object of the same shape. */
export function isModelwrightError(error: unknown): error is ModelwrightError {
  return error instanceof ModelwrightError;
}

/** Turns anything thrown into an error from the table; what is not ours becomes INTERNAL with its message as the problem. */
export function asModelwrightError(error: unknown): ModelwrightError {
  if (error instanceof ModelwrightError) return error;
  const problem = error instanceof Error ? error.message : String(error);
  return new ModelwrightError('INTERNAL', { problem }, { cause: error });
}

function fill(template: string, details: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => printable(details[name]));
}

/** Control characters would let a value forge log lines or steer a terminal. */
function printable(value: unknown): string {
  return String(value).replace(
    /\p{Cc}/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}
