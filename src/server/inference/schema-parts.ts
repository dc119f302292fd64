/** Parts of the descriptions of the Open Inference Protocol's routes. */

export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const anyObject: Schema = { type: 'object', additionalProperties: true };
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
export const objectOf = (properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema => ({
  type: 'object',
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});

/** Error answers by status. */
export const failures = Object.fromEntries(
  [
    [400, 'The body is not what the protocol says.'],
    [404, 'No such model or version; the message lists what exists.'],
    [413, 'The body is too large.'],
    [422, 'An input is not what the model takes; the message names it.'],
    [500, 'The artifact of the version is damaged, or something unexpected happened.'],
  ].map(([status, description]) => [status, { description, ...objectOf({ error: text }) }]),
) as Record<number, Schema>;

export const answer = (description: string, schema: Schema): Schema => ({ description, ...schema });
export const operation = (operationId: string, summary: string, rest: Schema): Schema => {
  return { operationId, summary, tags: ['open inference protocol'], ...rest };
};
