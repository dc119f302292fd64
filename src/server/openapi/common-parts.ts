/** What OpenAPI documents say of every route alike: how callers say who they are, headers of requests and answers, refusals. */
import type { AccessSettings } from '../../access/access-settings.ts';
import { priorities } from '../../serve/admission/priority.ts';
import { requestIdHeader } from '../observe/request-ids.ts';
import { priorityHeader, timeoutHeader } from '../read-terms.ts';
import type { RequestLimits } from '../request-limits.ts';
import type { Schema } from '../schemas.ts';

type Ways = AccessSettings['auth'];

/** What documents say of a server, besides its routes. */
export interface DescribedServer {
  readonly limits: RequestLimits;
  /** How callers may say who they are. */
  readonly ways: Ways;
}

const keyScheme = {
  type: 'http',
  scheme: 'bearer',
  description: 'An API key, as `modelwright keys create` makes it: `authorization: Bearer mw_...`.',
} as const;
const tokenScheme = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'A signed token of the issuer that the server trusts.',
} as const;

/** How callers may say who they are. A server that asks nobody takes a key all the same, so that clients are made once for all servers. */
export function securitySchemes(ways: Ways) {
  return {
    ...((ways.length === 0 || ways.includes('keys')) && { apiKey: keyScheme }),
    ...(ways.includes('jwt') && { token: tokenScheme }),
  };
}

/** What routes ask for that are not for everybody: one of the ways, or none where the server asks nobody. */
export function securityOf(ways: Ways): Readonly<Record<string, string[]>>[] {
  const named = Object.keys(securitySchemes(ways)).map((name) => ({ [name]: [] }));
  return ways.length === 0 ? [{}, ...named] : named;
}

/** Headers of requests for predictions. */
export function predictHeaders({
  mostPredictMs,
}: Pick<RequestLimits, 'mostPredictMs'>): Readonly<Record<string, Schema>> {
  return {
    [timeoutHeader]: {
      type: 'integer',
      minimum: 1,
      maximum: mostPredictMs,
      description: 'Milliseconds after which nobody waits for the answer any more; it is then 504.',
    },
    [priorityHeader]: {
      type: 'string',
      enum: [...priorities],
      default: priorities[0],
      description: 'Who goes first, and who is sent away last, when there is more to do than can be done.',
    },
    [requestIdHeader]: {
      type: 'string',
      maxLength: 128,
      description: 'A name for this request in the log of the server.',
    },
  };
}

const requestId: Schema = {
  type: 'string',
  description: 'The `x-request-id` of the request, or one that was made for it.',
};
const retryAfter: Schema = { type: 'integer', minimum: 0, description: 'Seconds after which to ask again.' };
const challenge: Schema = { type: 'string', description: 'How to say who one is: `Bearer`.' };

/** Headers of an answer with this status. */
export function answerHeaders(status: number): Readonly<Record<string, Schema>> {
  return {
    [requestIdHeader]: requestId,
    ...(status === 401 && { 'www-authenticate': challenge }),
    ...((status === 429 || status === 503) && { 'retry-after': retryAfter }),
  };
}

/** Statuses with which the server itself refuses, before a route has its turn. */
export function ownRefusals({
  isPublic,
  isPrediction,
  isShut,
}: {
  /** Everybody may call the route. */
  readonly isPublic: boolean;
  /** The route is subject to admission and to deadlines. */
  readonly isPrediction: boolean;
  /** Callers have to say who they are. */
  readonly isShut: boolean;
}): number[] {
  const guarded = isShut && !isPublic;
  return [403, ...(guarded ? [401, 429, 503] : []), ...(isPrediction ? [503, 504] : [])];
}
