/** What a schema asks of a value, in words. */
import type { z } from 'zod';

/** The law that a value broke, to be read before "must hold". */
export function lawOf(issue: z.core.$ZodIssue): string {
  const what = 'value';
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'array'
        ? `at least ${issue.minimum} values`
        : issue.origin === 'string'
          ? `at least ${issue.minimum} character(s)`
          : `${what} ${issue.inclusive ? '>=' : '>'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `at most ${issue.maximum} values`
        : issue.origin === 'string'
          ? `at most ${issue.maximum} characters`
          : `${what} ${issue.inclusive ? '<=' : '<'} ${issue.maximum}`;
    case 'invalid_type':
      return `${what} is a ${issue.expected === 'int' ? 'whole number' : issue.expected}`;
    case 'invalid_value':
      return `${what} is one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'datetime'
        ? `${what} is an instant such as 2026-11-01T00:00:00Z`
        : `${what} is ${issue.message.replace(/^expected /, '')}`;
    default:
      return issue.message.replace(/^Invalid input: /, '');
  }
}
