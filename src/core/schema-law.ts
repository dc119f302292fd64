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

/** The problem of the value itself: of several allowed forms the one that it came closest to, with the whole path. */
export function innermostIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const [closest] = issue.errors.flatMap(([first]) => (first?.path.length > 0 ? first : []));
  return closest ? innermostIssue({ ...closest, path: [...issue.path, ...closest.path] }) : issue;
}

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
    case 'unrecognized_keys':
      return `no "${issue.keys[0].slice(0, 100)}"`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return lawOfUnion(issue);
    default:
      return issue.message.replace(/^Invalid input: (expected )?/, '');
  }
}

/** What each form asks of the value as a whole, or which names of a form there are. */
function lawOfUnion(issue: z.core.$ZodIssueInvalidUnion): string {
  const names = 'options' in issue ? issue.options : undefined;
  if (names && names.length > 0) return `one of ${names.map(String).join(', ')}`;
  const laws = issue.errors.flatMap(([first]) => (first?.path.length === 0 ? lawOf(first) : []));
  return laws.length > 0 ? [...new Set(laws)].join(' or ') : 'another form';
}
