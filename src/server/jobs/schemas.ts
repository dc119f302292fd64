/** What the OpenAPI document says of jobs, and what may be asked of a new one. */
import { ModelwrightError } from '../../core/errors.ts';
import { propertiesOf, type Schema } from '../schemas.ts';
import { coverageQuery, readCoverage } from '../streaming/schemas.ts';

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };

export const jobParameters: Schema = { type: 'object', required: ['id'], properties: { id: text } };

export const jobQuery: Schema = {
  type: 'object',
  properties: {
    ...propertiesOf(coverageQuery),
    webhook: {
      type: 'string',
      minLength: 1,
      maxLength: 64,
      description: 'Who is told when the job has ended: a name that the project of the server declares.',
    },
  },
  additionalProperties: false,
};

export const jobAnswer: Schema = {
  type: 'object',
  required: ['jobId', 'state', 'model', 'version', 'rows', 'createdAt'],
  properties: {
    jobId: text,
    state: { type: 'string', enum: ['queued', 'running', 'done', 'failed', 'cancelled'] },
    model: text,
    version: { ...whole, description: 'One version answers all rows.' },
    rows: { ...whole, description: 'Lines that are answered so far.' },
    of: { ...whole, description: 'Lines that were handed in.' },
    problem: { type: 'object', required: ['code', 'message'], properties: { code: text, message: text } },
    webhook: {
      type: 'object',
      required: ['name', 'state', 'attempts'],
      properties: {
        name: text,
        state: { type: 'string', enum: ['pending', 'delivered', 'failed'], description: '`failed`: it was given up.' },
        attempts: { ...whole, description: 'Attempts to tell it that were begun.' },
        lastStatus: { ...whole, description: 'Status of the answer to the last attempt; absent without one.' },
      },
      additionalProperties: false,
      description: 'Who is told when the job has ended; absent where nobody is.',
    },
    createdAt: text,
    finishedAt: text,
  },
  additionalProperties: false,
};

export const jobsAnswer: Schema = {
  type: 'object',
  required: ['jobs'],
  properties: { jobs: { type: 'array', items: jobAnswer } },
  additionalProperties: false,
};

/** What a query asks of a new job. @throws PARAM_INVALID */
export function readJobQuery(query: unknown): { readonly coverage?: number; readonly webhook?: string } {
  const { webhook, ...rest } = (query ?? {}) as Readonly<Record<string, unknown>>;
  const coverage = readCoverage(rest, 'intervals and webhook alone');
  if (webhook === undefined || (typeof webhook === 'string' && webhook !== '')) return { coverage, webhook };
  throw new ModelwrightError('PARAM_INVALID', {
    name: 'webhook',
    law: 'one name',
    value: String(webhook).slice(0, 100),
  });
}
