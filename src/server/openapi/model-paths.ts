/** The routes of one model in its OpenAPI document: rows as JSON, as a stream and as a job. */
import { meaningOf } from '../error-statuses.ts';
import { jobParameters, jobQuery } from '../jobs/schemas.ts';
import { propertiesOf, type Schema } from '../schemas.ts';
import { coverageQuery } from '../streaming/schemas.ts';
import { answerHeaders, type DescribedServer, ownRefusals, predictHeaders } from './common-parts.ts';

type Parameters = readonly Schema[];

const json = 'application/json';
const lines = 'application/x-ndjson';
const csv = 'text/csv';
const aLineForEachRow = 'A line for each row, in order: the answer, or what is wrong with the row.';

/** @param ref The model as it was asked for. */
export function modelPaths(ref: string, { limits, ways }: DescribedServer): Schema {
  const path = `/v1/models/${encodeURIComponent(ref)}`;
  const refusals = (statuses: readonly number[], isPrediction: boolean) => {
    const own = ownRefusals({ isPublic: false, isPrediction, isShut: ways.length > 0 });
    return Object.fromEntries([...statuses, ...own].map((status) => [status, refusal(status)]));
  };
  const ofHeaders = parametersOf('header', predictHeaders(limits));
  const ofQuery = parametersOf('query', propertiesOf(coverageQuery));
  const ofNewJob = parametersOf('query', propertiesOf(jobQuery));
  const ofJob = parametersOf('path', propertiesOf(jobParameters));
  return {
    [`${path}/predict`]: {
      post: {
        operationId: 'predict',
        summary: 'Predict rows; every prediction is logged.',
        parameters: ofHeaders,
        requestBody: { required: true, content: content(json, 'PredictRequest') },
        responses: {
          200: answer(200, 'Predictions, in order.', content(json, 'PredictAnswer')),
          ...refusals([400, 404, 408, 413, 415, 422, 500, 503], true),
        },
      },
    },
    [`${path}/predict-stream`]: {
      post: {
        operationId: 'predictStream',
        summary: 'Predict rows that come as lines of JSON, each answered by a line.',
        parameters: [...ofHeaders, ...ofQuery],
        requestBody: { required: true, content: content(lines, 'Row') },
        responses: {
          200: answer(200, aLineForEachRow, content(lines, 'StreamedAnswer')),
          ...refusals([404, 415, 422, 500, 503], true),
        },
      },
    },
    [`${path}/jobs`]: {
      post: {
        operationId: 'submitJob',
        summary: 'Take in rows to be predicted later by the version that answers now.',
        parameters: ofNewJob,
        requestBody: {
          required: true,
          content: {
            ...content(lines, 'Row'),
            [csv]: { schema: { type: 'string', description: 'A line of names, then rows.' } },
          },
        },
        responses: {
          202: answer(202, 'The job, which waits for its turn.', content(json, 'Job')),
          ...refusals([404, 413, 415, 422, 500, 503, 507], false),
        },
      },
    },
    '/v1/jobs/{id}': {
      get: {
        operationId: 'showJob',
        summary: 'How far a job is.',
        parameters: ofJob,
        responses: { 200: answer(200, 'The job.', content(json, 'Job')), ...refusals([404], false) },
      },
    },
    '/v1/jobs/{id}/cancel': {
      post: {
        operationId: 'cancelJob',
        summary: 'Stop a job that waits or runs; one that has ended stays as it is.',
        parameters: ofJob,
        responses: { 200: answer(200, 'The job.', content(json, 'Job')), ...refusals([404], false) },
      },
    },
    '/v1/jobs/{id}/result': {
      get: {
        operationId: 'jobResult',
        summary: 'The answers of a job that is done.',
        parameters: ofJob,
        responses: {
          200: answer(200, aLineForEachRow, content(lines, 'StreamedAnswer')),
          ...refusals([404, 409], false),
        },
      },
    },
  };
}

function content(type: string, schema: string): Schema {
  return { [type]: { schema: { $ref: `#/components/schemas/${schema}` } } };
}

function refusal(status: number): Schema {
  return answer(status, meaningOf(status), content(json, 'Error'));
}

function answer(status: number, description: string, body: Schema): Schema {
  const headers = Object.entries(answerHeaders(status)).map(([name, { description: meaning, ...schema }]) => {
    return [name, { description: meaning, schema }];
  });
  return { description, headers: Object.fromEntries(headers), content: body };
}

function parametersOf(where: 'header' | 'path' | 'query', fields: Readonly<Record<string, Schema>>): Parameters {
  return Object.entries(fields).map(([name, { description, ...schema }]) => {
    return { name, in: where, required: where === 'path', ...(description !== undefined && { description }), schema };
  });
}
