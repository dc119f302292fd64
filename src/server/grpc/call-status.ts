/** Errors as the statuses of gRPC: the column of the error table, and the sentence that HTTP gives. */
import { status } from '@grpc/grpc-js';
import { isModelwrightError, type ModelwrightError } from '../../core/errors.ts';
import { internalError } from '../error-reply.ts';

/** Characters of a sentence: clients take some 8 kB of trailers, in which it travels percent-encoded. */
const mostCharacters = 600;

/** What a call ends with. What is not ours is said to be an accident, without its message, and reported. */
export function callStatus(
  error: unknown,
  report: (error: unknown) => void,
): { readonly code: status; readonly details: string } {
  const known = isModelwrightError(error) ? error : internalError();
  if (known.code === 'INTERNAL') report(error);
  return statusOf(known);
}

/** The status of an error from the table. */
export function statusOf(error: ModelwrightError): { readonly code: status; readonly details: string } {
  return { code: status[error.grpc], details: wellFormed(error.message.slice(0, mostCharacters)) };
}

/** Half a character, which a cut may leave, cannot be percent-encoded. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}
