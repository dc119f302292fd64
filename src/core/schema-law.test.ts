import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { innermostIssue, lawOf } from './schema-law.ts';

/** The law that a value breaks. */
function broken(schema: z.ZodType, value: unknown): string {
  const { error } = schema.safeParse(value);
  return lawOf(error!.issues[0]);
}

describe('lawOf', () => {
  it.each([
    ['a number too small', z.int().min(1), 0, 'a value >= 1'],
    ['a number on an open bound', z.number().gt(0), 0, 'a value > 0'],
    ['a number too large', z.int().max(256), 257, 'a value <= 256'],
    ['a number on an open upper bound', z.number().lt(0.5), 0.5, 'a value < 0.5'],
    ['a fraction for a whole number', z.int(), 1.5, 'a whole number'],
    ['a text for a number', z.number(), '1', 'a number'],
    ['a number for a text', z.string(), 1, 'a text'],
    ['a text for a list', z.array(z.string()), 'a', 'a list'],
    ['another literal', z.literal('a'), 'b', 'one of a'],
    ['an empty text', z.string().min(1), '', 'at least 1 character(s)'],
    ['a long text', z.string().max(3), 'abcd', 'at most 3 characters'],
    ['too few values', z.array(z.string()).min(2), ['a'], 'at least 2 values'],
    ['too many values', z.array(z.string()).max(0), ['a'], 'at most 0 values'],
    ['a word that is not on the list', z.enum(['csv', 'json']), 'xml', 'one of csv, json'],
    ['no instant', z.iso.datetime(), 'yesterday', 'an instant such as 2026-11-01T00:00:00Z'],
    ['an unknown key', z.strictObject({ low: z.number() }), { low: 1, lwo: 2 }, 'no "lwo"'],
    ['a number between the steps', z.number().multipleOf(0.5), 0.7, 'a multiple of 0.5'],
    ['none of several kinds', z.union([z.string(), z.array(z.string())]), 1, 'a text or a list'],
    [
      'an unknown form',
      z.discriminatedUnion('type', [z.object({ type: z.literal('int') })]),
      { type: 'it' },
      'one of int',
    ],
    ['another format', z.string().regex(/^a$/, 'expected an a'), 'b', 'an a'],
  ])('states what %s breaks', (_, schema, value, law) => {
    expect(broken(schema, value)).toBe(law);
  });
});

describe('innermostIssue', () => {
  const method = z.union([z.string(), z.looseObject({ name: z.string() }).catchall(z.union([z.string(), z.number()]))]);
  const innermost = (value: unknown) => {
    const issue = innermostIssue(z.object({ method }).safeParse({ method: value }).error!.issues[0]);
    return [issue.path.join('.'), lawOf(issue)];
  };

  it('is the problem of the form that came closest', () => {
    expect(innermost({ startup: 3 })).toEqual(['method.name', 'a text']);
    expect(innermost({ name: 'tpe', startup: [3] })).toEqual(['method.startup', 'a text or a number']);
  });

  it('is the union itself where no form comes close', () => {
    expect(innermost(3)).toEqual(['method', 'a text or an object']);
  });
});
