/** What the OpenAPI document says of streamed rows, and their one option. */
import { ModelwrightError } from '../../core/errors.ts';
import { errorAnswer, fallbackField, propertiesOf, type Schema } from '../schemas.ts';

const text: Schema = { type: 'string' };
const number: Schema = { type: 'number' };
const whole: Schema = { type: 'integer' };
const line: Schema = { ...whole, description: 'Number of the line in the body, from 1.' };

export const lineRow: Schema = {
  type: 'object',
  additionalProperties: { type: ['number', 'string', 'boolean', 'null'] },
  description: 'A line for each row: an object with every input column of the model. Empty lines are passed over.',
};

/** A row that was answered. */
export const streamedAnswer: Schema = {
  type: 'object',
  required: ['line', 'prediction', 'modelVersion', 'predictionId'],
  properties: {
    line,
    prediction: { type: ['string', 'number'], description: 'The text of the class, or a number.' },
    probabilities: {
      type: 'object',
      additionalProperties: number,
      description: 'By class; absent for regression and for models that say classes only.',
    },
    measures: { type: 'object', additionalProperties: { type: ['number', 'boolean'] } },
    interval: { type: 'array', items: number, minItems: 2, maxItems: 2 },
    set: { type: 'array', items: text },
    modelVersion: { ...whole, description: 'One version answers all rows.' },
    predictionId: { ...text, description: 'Labels refer to it.' },
    fallback: fallbackField,
  },
  additionalProperties: false,
};

/** A row or a line that was refused. */
export const streamedRefusal: Schema = {
  type: 'object',
  required: ['line', 'error'],
  properties: { line, error: propertiesOf(errorAnswer)['error'] },
  additionalProperties: false,
};

export const lineAnswer: Schema = { anyOf: [streamedAnswer, streamedRefusal] };

export const coverageQuery: Schema = {
  type: 'object',
  properties: {
    intervals: {
      type: 'number',
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      description: 'Coverage, such as 0.9: answers then say where the truth is with this chance.',
    },
  },
  additionalProperties: false,
};

/** The coverage in a query that may name nothing else; undefined when there is none. @throws PARAM_INVALID, with what routes allow besides */
export function readCoverage(query: unknown, allowed = 'intervals alone'): number | undefined {
  const { intervals, ...others } = (query ?? {}) as Readonly<Record<string, unknown>>;
  const [strange] = Object.keys(others);
  if (strange !== undefined) {
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'query',
      law: allowed,
      value: strange.slice(0, 100),
    });
  }
  if (intervals === undefined) return undefined;
  const value = typeof intervals === 'string' && /^0?\.\d{1,16}$/.test(intervals) ? Number(intervals) : Number.NaN;
  if (value > 0 && value < 1) return value;
  const law = 'a number between 0 and 1, such as 0.9';
  throw new ModelwrightError('PARAM_INVALID', { name: 'intervals', law, value: String(intervals).slice(0, 100) });
}
