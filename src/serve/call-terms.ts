/** The terms of a request: how urgent it is, and until when somebody waits for its answer. */
import { monotonicMs } from '../core/clock.ts';
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';
import type { AsyncPredictOptions } from '../estimators/artifact.ts';
import { type Priority, rankOf } from './admission/priority.ts';

export interface Deadline {
  /** On the monotonic clock. */
  readonly untilMs: number;
  /** The whole time that was given, for the error. */
  readonly limitMs: number;
}

export interface CallTerms {
  /** Absent: the work paces itself, as that of streams does, and is not kept waiting. */
  readonly priority?: Priority;
  readonly deadline?: Deadline;
  /** Nobody waits for the answer any more. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
}

/** @throws CANCELLED when nobody waits for the answer any more, and DEADLINE_EXCEEDED when it would come too late. */
export function stopIfPointless({ deadline, signal }: Pick<CallTerms, 'deadline' | 'signal'>): void {
  if (signal?.aborted) throw new ModelwrightError('CANCELLED', { what: 'the request' });
  if (deadline && monotonicMs() > deadline.untilMs) throw missed(deadline);
}

/** Nobody waits for the answer any more, because it was due before. */
function missed({ limitMs }: Deadline): ModelwrightError {
  return new ModelwrightError('DEADLINE_EXCEEDED', { limitMs: Math.round(limitMs) });
}

/** What a model in processes of its own may take, and its error as one of the whole request. @throws what `ask` throws */
export async function askedInTime<Answer>(
  { deadline, signal, priority = 'batch' }: CallTerms,
  ask: (options: AsyncPredictOptions) => Answer | Promise<Answer>,
): Promise<Answer> {
  const timeoutMs = deadline && Math.max(1, deadline.untilMs - monotonicMs());
  try {
    return await ask({ signal, rank: rankOf(priority), ...(timeoutMs !== undefined && { timeoutMs }) });
  } catch (error) {
    // It knows only what was left of the time.
    throw deadline && isModelwrightError(error) && error.code === 'DEADLINE_EXCEEDED' ? missed(deadline) : error;
  }
}

/** The deadline of work that begins now. */
export function deadlineIn(limitMs: number): Deadline {
  return { untilMs: monotonicMs() + limitMs, limitMs };
}
