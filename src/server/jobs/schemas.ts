/** What the OpenAPI document says of jobs. */
import type { Schema } from '../schemas.ts';

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };

export const jobParameters: Schema = { type: 'object', required: ['id'], properties: { id: text } };

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
