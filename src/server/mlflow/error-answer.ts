/** Errors in the shape of MLflow's servers: `{error_code, message}`, with a status that their clients expect. */
import type { ModelwrightError } from '../../core/errors.ts';

/** What a refused request is answered with. */
export interface MlflowError {
  readonly status: number;
  readonly error_code: string;
  readonly message: string;
}

const codes = new Map<number, string>([
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'RESOURCE_DOES_NOT_EXIST'],
  [429, 'REQUEST_LIMIT_EXCEEDED'],
  [503, 'TEMPORARILY_UNAVAILABLE'],
]);
/** The table was read, and does not fit the model. */
const unfit: readonly string[] = ['ROW_INVALID', 'VALUE_INVALID'];

/** The answer for an error: what cannot be read and what does not fit is status 400. */
export function mlflowError({ http, code, message }: ModelwrightError): MlflowError {
  const status = http === 422 ? 400 : http;
  const usual = status >= 500 ? 'INTERNAL_ERROR' : 'BAD_REQUEST';
  return {
    status,
    error_code: codes.get(status) ?? (unfit.includes(code) ? 'INVALID_PARAMETER_VALUE' : usual),
    message,
  };
}
