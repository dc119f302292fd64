/** What the OpenAPI document says of the routes of Triton's extensions. */
import { answer, failures, listOf, objectOf, operation, type Schema, text } from './schema-parts.ts';

const whole: Schema = { type: 'integer', minimum: 0 };
const total = objectOf({ count: whole, ns: whole });
const model = objectOf({ name: text });
const computed = { compute_input: total, compute_infer: total, compute_output: total };

export const repositoryIndex = operation('repositoryIndex', 'Every version, and whether it answers here.', {
  body: objectOf({ ready: { type: 'boolean', description: 'Only those that do.' } }, ['ready']),
  response: {
    200: answer(
      'Versions.',
      listOf(
        objectOf({
          name: text,
          version: text,
          state: { type: 'string', enum: ['READY', 'UNAVAILABLE'] },
          reason: { ...text, description: 'Why it is not ready.' },
        }),
      ),
    ),
  },
});

const done = answer('Done.', { type: 'object' });
const refusals = { 404: failures[404], 409: answer('The server is not started with explicit control.', failures[404]) };

export const loadModel = operation('loadModel', 'Take a model into service, or read the registry for it again.', {
  params: model,
  body: objectOf(
    {
      parameters: objectOf(
        {
          config: {
            ...text,
            description: 'JSON that may hold `version_policy`, as in a model configuration of Triton.',
          },
        },
        ['config'],
      ),
    },
    ['parameters'],
  ),
  response: {
    200: done,
    ...refusals,
    422: failures[422],
    500: failures[500],
    503: answer('A version does not pass its warm-up; what answered before still does.', failures[500]),
  },
});

export const unloadModel = operation('unloadModel', 'Take a model out of service; the registry stays as it is.', {
  params: model,
  body: objectOf({ parameters: { type: 'object', additionalProperties: true } }, ['parameters']),
  response: { 200: done, ...refusals },
});

/** One operation for each of the three paths. */
export const statistics = (operationId: string): Schema =>
  operation(operationId, 'How many requests and rows were answered, and where their time went.', {
    params: objectOf(
      operationId === 'statistics'
        ? {}
        : { name: text, ...(operationId === 'statisticsOfVersion' && { version: text }) },
    ),
    response: {
      200: answer(
        'Since this process started; times are sums in nanoseconds.',
        objectOf({
          model_stats: listOf(
            objectOf({
              name: text,
              version: text,
              last_inference: { ...whole, description: 'Milliseconds since 1970; 0 before the first.' },
              inference_count: { ...whole, description: 'Rows.' },
              execution_count: whole,
              inference_stats: objectOf({
                success: total,
                fail: total,
                queue: total,
                ...computed,
                cache_hit: total,
                cache_miss: total,
              }),
              response_stats: { type: 'object' },
              batch_stats: listOf(
                objectOf({
                  batch_size: { ...whole, description: 'Rows; above 16 the next power of two.' },
                  ...computed,
                }),
              ),
              memory_usage: listOf({ type: 'object' }),
            }),
          ),
        }),
      ),
      404: failures[404],
    },
  });
