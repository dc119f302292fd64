import { expect, test } from 'vitest';
import { isModelwrightError } from '../../core/errors.ts';
import { checkSpace, chooseEach, type StudySpace } from './space.ts';

test.each<[string, StudySpace]>([
  ['no parameter', {}],
  ['no choice', { a: { type: 'choice', values: [] } }],
  ['a choice twice', { a: { type: 'choice', values: [1, 1] } }],
  ['low above high', { a: { type: 'float', low: 2, high: 1 } }],
  ['not finite', { a: { type: 'float', low: 0, high: Number.POSITIVE_INFINITY } }],
  ['a range that overflows', { a: { type: 'float', low: -1.7e308, high: 1.7e308 } }],
  ['a fraction as a whole number', { a: { type: 'int', low: 0.5, high: 3 } }],
  ['the logarithm of zero', { a: { type: 'float', low: 0, high: 1, log: true } }],
  ['no distance between steps', { a: { type: 'float', low: 0, high: 1, step: 0 } }],
  ['steps on a logarithm', { a: { type: 'int', low: 1, high: 9, log: true, step: 2 } }],
  [
    'a condition on a later parameter',
    { a: { type: 'int', low: 1, high: 2, when: { b: [1] } }, b: { type: 'int', low: 1, high: 2 } },
  ],
])('refuses %s', (_, space) => {
  let thrown: unknown;
  try {
    checkSpace(space);
  } catch (error) {
    thrown = error;
  }
  expect(isModelwrightError(thrown) && thrown.code).toBe('PARAM_INVALID');
});

test('a parameter exists only while all of its condition holds', () => {
  const space: StudySpace = {
    kind: { type: 'choice', values: ['line', 'tree'] },
    depth: { type: 'int', low: 1, high: 3, when: { kind: ['tree'] } },
    leaf: { type: 'int', low: 1, high: 9, when: { kind: ['tree'], depth: [2, 3] } },
  };
  expect(() => checkSpace(space)).not.toThrow();
  const withValues = (values: Record<string, string | number>) => chooseEach(space, (name) => values[name]);
  expect(withValues({ kind: 'line', depth: 2, leaf: 5 })).toEqual({ kind: 'line' });
  expect(withValues({ kind: 'tree', depth: 1, leaf: 5 })).toEqual({ kind: 'tree', depth: 1 });
  expect(withValues({ kind: 'tree', depth: 2, leaf: 5 })).toEqual({ kind: 'tree', depth: 2, leaf: 5 });
});
