/** What the OpenAPI document says of the Open Inference Protocol's routes. */
import { datatypes } from '../../serve/tensors/tensor.ts';
import { answer, anyObject, failures, listOf, objectOf, operation, type Schema, text } from './schema-parts.ts';

const tensorFields = {
  name: text,
  datatype: { type: 'string', enum: datatypes },
  shape: {
    ...listOf({ type: 'integer' }),
    description: 'Rows first; -1 in descriptions stands for any number of them.',
  },
} satisfies Record<string, Schema>;
const data: Schema = {
  type: 'array',
  items: {},
  description: 'Elements in row-major order, flat or nested; null is a missing value.',
};
const tensor = objectOf({ ...tensorFields, parameters: anyObject, data }, ['parameters', 'data']);
const parameters = (isVersioned: boolean): Schema =>
  objectOf({ name: text, ...(isVersioned && { version: { ...text, description: 'Number or alias.' } }) });
const named = (operationId: string, isVersioned: boolean) => `${operationId}${isVersioned ? 'OfVersion' : ''}`;

export const serverMetadata = operation('serverMetadata', 'Name, version and extensions of the server.', {
  response: { 200: answer('About the server.', objectOf({ name: text, version: text, extensions: listOf(text) })) },
});

export const serverLive = operation('serverLive', 'The process answers.', {
  response: { 200: answer('It does.', objectOf({ live: { type: 'boolean' } })) },
});

const readiness = objectOf({ ready: { type: 'boolean' } });
export const serverReady = operation('serverReady', 'The server takes requests.', {
  response: { 200: answer('It does.', readiness), 400: answer('It is starting or stopping.', readiness) },
});

const modelReadiness = objectOf({ name: text, ready: { type: 'boolean' } });
export const modelReady = (isVersioned: boolean): Schema =>
  operation(named('modelReady', isVersioned), 'The model is loaded and answers.', {
    params: parameters(isVersioned),
    response: {
      200: answer('It is.', modelReadiness),
      400: answer('It cannot be loaded, or the server is starting or stopping.', modelReadiness),
      404: failures[404],
    },
  });

const description = objectOf(tensorFields);
export const modelMetadata = (isVersioned: boolean): Schema =>
  operation(named('modelMetadata', isVersioned), 'Versions, inputs and outputs of a model.', {
    params: parameters(isVersioned),
    response: {
      200: answer(
        'About the model.',
        objectOf({
          name: text,
          versions: listOf(text),
          platform: text,
          inputs: listOf(description),
          outputs: listOf(description),
        }),
      ),
      404: failures[404],
    },
  });

export const infer = (isVersioned: boolean): Schema =>
  operation(named('infer', isVersioned), 'Predict; every prediction is logged.', {
    description:
      'With the header Inference-Header-Content-Length, tensors with `binary_data_size` follow the JSON as bytes, in both directions.',
    params: parameters(isVersioned),
    body: objectOf(
      {
        id: text,
        parameters: anyObject,
        inputs: listOf(tensor),
        outputs: listOf(objectOf({ name: text, parameters: anyObject }, ['parameters'])),
      },
      ['id', 'parameters', 'outputs'],
    ),
    response: {
      200: answer(
        'Outputs, in the order that was asked for.',
        objectOf({ model_name: text, model_version: text, id: text, outputs: listOf(tensor) }, ['id']),
      ),
      ...failures,
    },
  });
