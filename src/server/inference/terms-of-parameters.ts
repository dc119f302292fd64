/** The terms of an inference request as its own parameters name them, in the words of Triton. */
import { type Priority, priorities, rankOf } from '../../serve/admission/priority.ts';
import { deadlineIn } from '../../serve/call-terms.ts';
import { invalid } from '../check-body.ts';
import type { RequestTerms } from '../read-terms.ts';

/**
 * Terms under which a request is answered whose headers or call named some already: the nearer deadline and the less urgent
 * priority hold.
 *
 * @param parameters Of the request: `timeout` in microseconds, and `priority`, of which 1 goes first; 0 stands for neither.
 * @throws BODY_INVALID for a value that means nothing.
 */
export function termsOfParameters(
  terms: RequestTerms,
  { timeout, priority }: Readonly<Record<string, unknown>>,
  mostMs: number,
): RequestTerms {
  return {
    ...terms,
    priority: lessUrgent(terms.priority, priorityOf(priority)),
    deadline: nearer(terms.deadline, deadlineOf(timeout, mostMs)),
  };
}

function deadlineOf(timeout: unknown, mostMs: number): RequestTerms['deadline'] {
  if (timeout === undefined || timeout === 0) return undefined;
  const mostMicroseconds = mostMs * 1000;
  if (Number.isInteger(timeout) && (timeout as number) > 0 && (timeout as number) <= mostMicroseconds) {
    return deadlineIn((timeout as number) / 1000);
  }
  throw invalid('parameters.timeout', `expected whole microseconds from 0 to ${mostMicroseconds}`);
}

function priorityOf(level: unknown): Priority | undefined {
  if (level === undefined || level === 0) return undefined;
  if (Number.isInteger(level) && (level as number) > 0) {
    return priorities[Math.min(level as number, priorities.length) - 1];
  }
  throw invalid('parameters.priority', 'expected a whole number of at least 0');
}

function nearer(one: RequestTerms['deadline'], other: RequestTerms['deadline']): RequestTerms['deadline'] {
  if (!one || !other) return one ?? other;
  return one.untilMs <= other.untilMs ? one : other;
}

function lessUrgent(one: Priority, other: Priority = one): Priority {
  return rankOf(one) >= rankOf(other) ? one : other;
}
