/** The OpenAPI document of one model: its own rows and answers, where the server's document has those of every model. */
import { type AnswerShape, answerShape } from '../../serve/answer-shape.ts';
import type { Resolved } from '../../serve/resolver.ts';
import type { InputColumn } from '../../table/task.ts';
import { jobAnswer } from '../jobs/schemas.ts';
import { errorAnswer, predictAnswer, predictBody, propertiesOf, type Schema } from '../schemas.ts';
import { streamedAnswer, streamedRefusal } from '../streaming/schemas.ts';
import { type DescribedServer, securityOf, securitySchemes } from './common-parts.ts';
import { modelPaths } from './model-paths.ts';

/**
 * The document, for programs that make clients and forms of it.
 *
 * @param ref The model as it was asked for; its routes are those of this reference.
 */
export function modelDocument(ref: string, { version, served }: Resolved, { limits, ways }: DescribedServer): Schema {
  const { name, artifactHash } = version;
  const shape = answerShape(served.model);
  const { inputs, target } = served.model.signature;
  return {
    openapi: '3.1.0',
    info: {
      title: name,
      version: String(version.version),
      description: `Predictions of ${target.task === 'regression' ? 'the number' : 'the class'} "${target.name}". Artifact ${artifactHash}.`,
    },
    security: securityOf(ways),
    paths: modelPaths(ref, { limits, ways }),
    components: {
      securitySchemes: securitySchemes(ways),
      schemas: {
        Row: rowSchema(inputs),
        PredictRequest: withFields(predictBody(limits), {
          rows: { type: 'array', maxItems: limits.rows, items: { $ref: '#/components/schemas/Row' } },
        }),
        PredictAnswer: withFields(predictAnswer, listsOf(shape)),
        StreamedAnswer: { anyOf: [withFields(streamedAnswer, fieldsOf(shape)), streamedRefusal] },
        Job: jobAnswer,
        Error: errorAnswer,
      },
    },
  };
}

/** A row: every input is there; fields that are no inputs are ignored. */
function rowSchema(inputs: readonly InputColumn[]): Schema {
  return {
    type: 'object',
    required: inputs.map(({ name }) => name),
    properties: Object.fromEntries(inputs.map(({ name, type }) => [name, cells[type]])),
  };
}

const largest = Number.MAX_SAFE_INTEGER;

const cells: Readonly<Record<InputColumn['type'], Schema>> = {
  number: { type: ['number', 'null'] },
  integer: { type: ['integer', 'null'], minimum: -largest, maximum: largest },
  string: { type: ['string', 'null'] },
  boolean: { type: ['boolean', 'null'] },
  datetime: { type: ['string', 'null'], description: 'A date or an instant, ISO-8601.' },
};

const number: Schema = { type: 'number' };
const objectOf = (fields: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  required: Object.keys(fields),
  properties: fields,
});

/** What one row is answered with, field by field; undefined: not by this model. */
function fieldsOf({ classes, hasProbabilities, measures, region }: AnswerShape) {
  const word: Schema = { type: 'string', enum: classes };
  const measured = measures.map(({ name, type }) => [name, { type }] as const);
  return {
    prediction: classes.length > 0 ? word : number,
    probabilities: hasProbabilities
      ? objectOf(Object.fromEntries(classes.map((text) => [text, { type: 'number', minimum: 0, maximum: 1 }])))
      : undefined,
    measures: measures.length > 0 ? objectOf(Object.fromEntries(measured)) : undefined,
    interval: region === 'interval' ? { type: 'array', items: number, minItems: 2, maxItems: 2 } : undefined,
    set: region === 'set' ? { type: 'array', items: word, uniqueItems: true } : undefined,
  };
}

/** The same for several rows: a list for each field, and for each measure. */
function listsOf(shape: AnswerShape): Readonly<Record<string, Schema | undefined>> {
  const { prediction, probabilities, interval, set } = fieldsOf(shape);
  const list = (items: Schema | undefined): Schema | undefined => items && { type: 'array', items };
  const measures = shape.measures.map(({ name, type }) => [name, { type: 'array', items: { type } }] as const);
  return {
    predictions: list(prediction),
    probabilities: list(probabilities),
    measures: measures.length > 0 ? objectOf(Object.fromEntries(measures)) : undefined,
    intervals: list(interval),
    sets: list(set),
  };
}

/** An object's schema with some fields narrower, and without those that are undefined. */
function withFields(schema: Schema, fields: Readonly<Record<string, Schema | undefined>>): Schema {
  const properties = Object.entries({ ...propertiesOf(schema), ...fields }).filter(([, field]) => field !== undefined);
  return { ...schema, properties: Object.fromEntries(properties) };
}
