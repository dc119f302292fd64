/** The terms of a request, as its headers or the metadata of its call name them. */
import { monotonicMs, nowMs } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { type Priority, priorities } from '../serve/admission/priority.ts';
import { type CallTerms, type Deadline, deadlineIn } from '../serve/call-terms.ts';
import type { CallFacts } from './grpc/add-service.ts';

/** Time that the client gives, in milliseconds. */
export const timeoutHeader = 'x-request-timeout-ms';
/** One of `priorities`. */
export const priorityHeader = 'x-request-priority';

/** Terms of a request that is answered as a whole. */
export type RequestTerms = CallTerms & { readonly priority: Priority };

/** @throws REQUEST_INVALID for a header that means nothing. */
export function termsOfHeaders(header: (name: string) => string | undefined, mostMs: number): RequestTerms {
  const timeout = header(timeoutHeader);
  const priority = priorityOf(header(priorityHeader));
  if (timeout === undefined) return { priority };
  const ms = /^\d{1,9}$/.test(timeout) ? Number(timeout) : 0;
  if (ms < 1 || ms > mostMs) {
    throw new ModelwrightError('REQUEST_INVALID', {
      problem: `${timeoutHeader}: expected whole milliseconds from 1 to ${mostMs}`,
    });
  }
  return { priority, deadline: deadlineIn(ms) };
}

/** The terms of a call over gRPC. @throws REQUEST_INVALID */
export function termsOfCall({ signal, deadlineMs, metadata }: CallFacts): RequestTerms {
  const leftMs = deadlineMs - nowMs();
  const deadline: Deadline = { untilMs: monotonicMs() + leftMs, limitMs: leftMs };
  return { signal, priority: priorityOf(metadata(priorityHeader)), ...(Number.isFinite(leftMs) && { deadline }) };
}

function priorityOf(text: string | undefined): Priority {
  if (text === undefined) return 'interactive';
  const known = priorities.find((one) => one === text);
  if (known) return known;
  const problem = `${priorityHeader}: expected one of ${priorities.join(', ')}`;
  throw new ModelwrightError('REQUEST_INVALID', { problem });
}
