/** JSON schemas of requests and answers, for the OpenAPI document. Requests are checked by code that names rows and columns. */

import { nativeAnswer } from './native-schema.ts';
import type { RequestLimits } from './request-limits.ts';

/** A JSON schema. */
export type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const instant: Schema = { type: 'string', format: 'date-time' };
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description && { description }),
});
const anyObject: Schema = { type: 'object', additionalProperties: true };

/** An object whose named fields are all present, except the optional ones. */
function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', required, properties, additionalProperties: false };
}

/** The fields of an object's schema. */
export function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
}

export const errorAnswer: Schema = object({
  error: object({
    code: { ...text, description: 'Stable code, such as ROW_INVALID.' },
    message: { ...text, description: 'One sentence for people; never shows data.' },
    details: { ...anyObject, description: 'What the message is made of, for programs.' },
  }),
});

export const modelParameters: Schema = object({
  name: {
    ...text,
    description: '`flights` (its champion, else its latest version), `flights@champion` or `flights@3`.',
  },
});

const cell: Schema = { type: ['number', 'string', 'boolean', 'null'] };
const classOrNumber: Schema = { type: ['string', 'number'] };

/** What a predict request may hold: as much as the server takes. */
export const predictBody = (limits: RequestLimits): Schema =>
  object(
    {
      rows: {
        type: 'array',
        maxItems: limits.rows,
        items: { type: 'object', additionalProperties: cell },
        description:
          'An object per row with every input column of the model; null is a missing value, datetimes are ISO-8601.',
      },
      intervals: {
        type: 'number',
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        description: 'Coverage, such as 0.9: the answer then says where the truth is with this chance.',
      },
      explain: {
        type: 'boolean',
        description: `Say what each column added to each prediction; for at most ${limits.explainedRows} rows. Default: no.`,
      },
      explainBudgetMs: {
        type: 'number',
        exclusiveMinimum: 0,
        maximum: limits.mostExplainMs,
        // A default here would make generators of types ask for the field.
        description: `Time for all explanations of a model that is asked in random orders; the answer says how many there was time for. Default: ${limits.explainMs}.`,
      },
    },
    ['intervals', 'explain', 'explainBudgetMs'],
  );

const explanations: Schema = object(
  {
    method: { type: 'string', enum: ['tree', 'linear', 'ensemble', 'exact', 'permutation', 'kernel'] },
    scale: {
      type: 'string',
      enum: ['value', 'log', 'probability', 'log_odds', 'softmax', 'raw', 'isolation', 'nearness'],
      description: 'What base and contributions add up to.',
    },
    backgroundRows: { ...whole, description: 'Rows that unknown columns were taken from.' },
    permutations: { ...whole, description: 'Random orders behind the values; absent where nothing was drawn.' },
    rows: list(
      object(
        {
          of: { ...text, description: 'Class whose score is explained; absent for regression.' },
          base: { type: 'number', description: 'Score of a row of which nothing is known.' },
          contributions: { type: 'object', additionalProperties: { type: 'number' }, description: 'By column.' },
        },
        ['of'],
      ),
      'One per row.',
    ),
  },
  ['backgroundRows', 'permutations'],
);

/** Who answered in place of the version that was chosen. */
export const fallbackField: Schema = {
  type: 'string',
  enum: ['previous', 'rule'],
  description: 'The champion before answered, or the declared rule; absent when the version that was chosen did.',
};

export const predictAnswer: Schema = object(
  {
    predictions: list(classOrNumber, 'One per row: the text of the class, or a number.'),
    probabilities: list(
      { type: 'object', additionalProperties: { type: 'number' } },
      'One per row, by class; absent for regression and for models that say classes only.',
    ),
    measures: {
      type: 'object',
      additionalProperties: list({ type: ['number', 'boolean'] }),
      description:
        'Of a model without a target, one entry per row in each list: `anomaly_score` and `is_anomaly`, or `cluster_distance`.',
    },
    intervals: list(
      { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
      'One `[low, high]` per row of a regression, when they were asked for.',
    ),
    sets: list(list(text), 'The possible classes of each row, the most probable first, when they were asked for.'),
    modelVersion: { ...whole, description: 'Version that answered all rows.' },
    predictionIds: list(text, 'One per row; labels refer to them.'),
    explanations,
    warnings: list(text, 'What was ignored; absent when nothing was.'),
    fallback: fallbackField,
  },
  ['probabilities', 'measures', 'intervals', 'sets', 'explanations', 'warnings', 'fallback'],
);

const versionFields = {
  name: text,
  version: whole,
  aliases: list(text),
  artifactHash: text,
  createdAt: instant,
};

export const modelsAnswer: Schema = object({
  models: list(object(versionFields), 'A row per version, the newest first.'),
});

export const modelAnswer: Schema = object(
  {
    ...versionFields,
    createdBy: text,
    runId: orNull(text),
    verdict: orNull({ type: 'string', enum: ['lift', 'no_lift', 'not_distinguishable'] }),
    promotable: { type: 'boolean', description: 'True when it beats its baseline.' },
    directlyEvaluated: { type: 'boolean', description: 'False for a version that no holdout judged itself.' },
    signature: { ...anyObject, description: 'Input columns with their types, and the target with its classes.' },
    lineage: anyObject,
    metrics: anyObject,
    versions: list(whole, 'All versions of this model, the newest first.'),
    native: nativeAnswer,
  },
  ['native'],
);

/** `labels` at most as many as the server takes. */
export const labelsBody = (maxLabels: number): Schema =>
  object({
    labels: {
      type: 'array',
      maxItems: maxLabels,
      items: object(
        {
          prediction_id: { ...text, description: 'From a predict answer.' },
          label: { ...classOrNumber, description: 'What really happened: the text of the class, or a number.' },
          observed_at: { ...text, description: 'ISO-8601 instant of the observation; default: now.' },
        },
        ['observed_at'],
      ),
    },
  });

export const labelsAnswer: Schema = object({
  accepted: { ...whole, description: 'Labels that are on disk now.' },
  unknown: {
    ...whole,
    description:
      'Labels whose prediction is not in the log: nobody made it, or the log could not keep it. They are not kept.',
  },
});

export const liveAnswer: Schema = object({ status: { type: 'string', const: 'live' } });

export const readyAnswer: Schema = object({
  status: {
    type: 'string',
    enum: ['ready', 'degraded', 'starting', 'stopping'],
    description: '`degraded`: answers, but a name does not answer with the version that the registry says.',
  },
  problems: list(
    object(
      {
        subject: { ...text, description: 'The model as it is asked for, or `registry`.' },
        serving: { ...whole, description: 'Version that still answers; absent when none does.' },
        code: text,
        message: text,
      },
      ['serving'],
    ),
  ),
});

const direction: Schema = { type: 'string', enum: ['minimize', 'maximize'] };
const number: Schema = { type: 'number' };
/** JSON has no infinities. */
const objective: Schema = orNull(number);
const parameters: Schema = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
  description: 'By name, in the order in which they were chosen.',
};
const counts: Schema = object({ complete: whole, pruned: whole, failed: whole, waiting: whole });

export const studyParameters: Schema = object({ name: { ...text, description: 'Name of a study.' } });

/** A whole number in the query. */
export const wholeQuery = (
  fields: Readonly<Record<string, { least: number; most: number; usual: number; description: string }>>,
): Schema =>
  object(
    Object.fromEntries(
      Object.entries(fields).map(([name, { least, most, usual, description }]) => [
        name,
        { ...whole, minimum: least, maximum: most, default: usual, description },
      ]),
    ),
    Object.keys(fields),
  );

const studyFields = {
  name: text,
  directions: list(direction, 'One for each objective.'),
  sampler: { ...anyObject, description: 'Name and options.' },
  pruner: orNull(anyObject),
  seed: whole,
  generation: { ...whole, description: 'Trials proposed together.' },
  createdAt: instant,
  trials: counts,
};

export const studiesAnswer: Schema = object({
  studies: list(object({ ...studyFields, lastAt: orNull(instant) }), 'The newest first.'),
});

const endedTrial = { number: whole, values: list(objective, 'One for each objective.'), params: parameters };

export const studyAnswer: Schema = object({
  ...studyFields,
  space: orNull(list(anyObject, 'Declared parameters; null where trials declare them as they run.')),
  best: orNull(object(endedTrial)),
  front: orNull(list(object(endedTrial), 'Pareto front of several objectives.')),
  looked: { ...whole, description: 'Stored trials that `best` and `front` were looked for in: the first ones.' },
});

export const trialsAnswer: Schema = object({
  trials: list(
    object({
      number: whole,
      state: { type: 'string', enum: ['complete', 'pruned', 'failed', 'waiting'] },
      params: parameters,
      values: orNull(list(objective)),
      constraints: orNull(list(objective)),
      reports: list(object({ step: whole, value: objective })),
      attributes: anyObject,
      problem: orNull(text),
      startedAt: orNull(instant),
      finishedAt: orNull(instant),
    }),
    'In order of number.',
  ),
  next: orNull({ ...whole, description: '`from` of the next page; null after the last.' }),
});

export const importanceAnswer: Schema = object({
  study: text,
  objective: { ...whole, description: 'From 1.' },
  trials: { ...whole, description: 'Complete trials that were looked at, of the last ones.' },
  parameters: list(object({ name: text, importance: number, impurity: number }), 'Largest first.'),
  conditional: list(text, 'Not judged, because not every trial had them.'),
});
