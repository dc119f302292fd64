/** What a schema asks of a value, in words. */
import type { z } from 'zod';

/** What kinds of value are called. */
const kindNames: ReadonlyMap<string, string> = new Map([
  ['int', 'a whole number'],
  ['array', 'a list'],
  ['object', 'an object'],
  ['record', 'an object'],
  ['string', 'a text'],
  ['boolean', 'true or false'],
]);

/** The law that a value broke, to be read after "expected". */
export function lawOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'array'
        ? `at least ${issue.minimum} values`
        : issue.origin === 'string'
          ? `at least ${issue.minimum} character(s)`
          : `a value ${issue.inclusive ? '>=' : '>'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `at most ${issue.maximum} values`
        : issue.origin === 'string'
          ? `at most ${issue.maximum} characters`
          : `a value ${issue.inclusive ? '<=' : '<'} ${issue.maximum}`;
    case 'invalid_type':
      return kindNames.get(issue.expected) ?? `a ${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'an instant such as 2026-11-01T00:00:00Z'
        : issue.message.replace(/^expected /, '');
    default:
      return issue.message.replace(/^Invalid input: (expected )?/, '');
  }
}
