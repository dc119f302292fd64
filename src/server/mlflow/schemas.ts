/** What the OpenAPI document says of the routes of MLflow's scoring server. */
import { tableFields } from './json-rows.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const tags = ['mlflow'];
const rows: Schema = { type: 'array', items: {} };
const plain = (description: string): Schema => ({ description, content: { 'application/json': { schema: text } } });
const refused = (description: string): Schema => ({
  description,
  type: 'object',
  required: ['error_code', 'message'],
  properties: { error_code: text, message: text },
});

const table: Record<(typeof tableFields)[number], Schema> = {
  dataframe_split: {
    type: 'object',
    required: ['columns', 'data'],
    properties: { columns: { type: 'array', items: text }, data: rows },
    description: 'Column names, and a list of values for each row.',
  },
  dataframe_records: { ...rows, description: 'An object for each row.' },
  instances: { ...rows, description: 'An object, or the values in the order of the inputs, for each row.' },
  inputs: { description: 'A list of values for each column by its name, or as `instances`.' },
};

export const ping = (operationId: string): Schema => ({
  operationId,
  summary: 'Whether the model answers.',
  tags,
  response: { 200: plain('It does; the body is an empty line.'), 404: plain('It does not.') },
});

export const version: Schema = {
  operationId: 'mlflowVersion',
  summary: 'The version of this program.',
  tags,
  response: { 200: plain('The version.') },
};

export const invocations: Schema = {
  operationId: 'mlflowInvocations',
  summary: "Predict a table with the server's one model, as MLflow's scoring server does; JSON or CSV.",
  tags,
  consumes: ['application/json', 'text/csv'],
  body: { type: 'object', oneOf: tableFields.map((field) => ({ required: [field] })), properties: table },
  response: {
    200: {
      description: 'Predictions, in the order of the rows.',
      type: 'object',
      required: ['predictions'],
      properties: { predictions: { type: 'array', items: { type: ['string', 'number'] } } },
    },
    400: refused('The table cannot be read, or does not fit the model.'),
    404: refused('No such model.'),
    413: refused('The body is too large.'),
    415: { description: 'Another kind of body.', content: { 'text/plain': { schema: text } } },
    500: refused('The artifact of the version is damaged, or something unexpected happened.'),
  },
};
