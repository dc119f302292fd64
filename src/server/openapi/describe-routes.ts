/** Completes what a route says of itself for the OpenAPI document: who may call it, headers, and how the server itself refuses. */
import type { SwaggerTransform } from '@fastify/swagger';
import type { FastifyContextConfig, FastifySchema } from 'fastify';
import type { AccessSettings } from '../../access/access-settings.ts';
import { meaningOf } from '../error-statuses.ts';
import type { RequestLimits } from '../request-limits.ts';
import { errorAnswer, type Schema } from '../schemas.ts';
import { answerHeaders, ownRefusals, predictHeaders } from './common-parts.ts';

const text: Schema = { type: 'string' };
const fields = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

/** Errors of the protocols of others, by the tag of their routes; all others have the native shape. */
const errorShapes = new Map<string | undefined, Schema>([
  ['open inference protocol', fields({ error: text })],
  ['mlflow', fields({ error_code: text, message: text })],
]);

type Responses = Readonly<Record<string, Schema>>;

/** For all routes of a server. */
export function describeRoutes(
  ways: AccessSettings['auth'],
  limits: Pick<RequestLimits, 'mostPredictMs'>,
): SwaggerTransform<FastifySchema> {
  return ({ schema, url, route }) => {
    const { access, predicts: isPrediction = false }: FastifyContextConfig = route.config ?? {};
    const isPublic = access?.role === 'public';
    const declared = (schema.response ?? {}) as Responses;
    const shape = errorShapes.get(schema.tags?.[0]) ?? errorAnswer;
    const refusals: Responses = Object.fromEntries(
      ownRefusals({ isPublic, isPrediction, isShut: ways.length > 0 }).map((status) => {
        return [status, { description: meaningOf(status), ...shape }];
      }),
    );
    const response = Object.fromEntries(
      Object.entries({ ...refusals, ...declared }).map(([status, answer]) => [
        status,
        { ...answer, headers: { ...(answer['headers'] as object | undefined), ...answerHeaders(Number(status)) } },
      ]),
    );
    return {
      url,
      schema: {
        ...schema,
        ...(isPublic && { security: [] }),
        ...(access && !isPublic && { description: `Needs the role ${access.role}.` }),
        ...(isPrediction && { headers: fieldsOf(predictHeaders(limits)) }),
        response,
      },
    };
  };
}

function fieldsOf(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties };
}
