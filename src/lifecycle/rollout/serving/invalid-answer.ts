/** Which failures of a version mean that it gave no number where it had to. */
import { ModelwrightError } from '../../../core/errors.ts';

export function isInvalid(error: unknown): boolean {
  return error instanceof ModelwrightError && error.code === 'VALUE_INVALID';
}
