import { describe, expect, it } from 'vitest';
import { testsSchema } from './declared-test.ts';

const swapSex = { kind: 'invariance', change: { column: 'sex', swap: ['female', 'male'] } };

describe('what a configuration may say', () => {
  const problem = (tests: unknown[]) => {
    const [issue] = testsSchema.safeParse(tests).error!.issues;
    return `${issue.path.join('.')}: ${issue.message}`;
  };

  it.each([
    [[{ kind: 'invariance', name: 'a', change: { column: 'x', sett: 1 } }], /^0\.change: a change, a list of changes/],
    [[{ kind: 'invariant', name: 'a' }], /^0\.kind: /],
    [[{ ...swapSex, name: 'a', sample: 0 }], /^0\.sample: /],
    [[{ ...swapSex, name: 'a', maxFailureRate: 1 }], /^0\.maxFailureRate: /],
    [
      [
        { ...swapSex, name: 'a' },
        { ...swapSex, name: 'a' },
      ],
      /^1\.name: "a" twice/,
    ],
    [[{ kind: 'directional', name: 'a', change: { column: 'x', add: 1 }, expect: 'up' }], /^0\.expect: /],
    [[{ kind: 'minimum_functionality', name: 'a', cases: [{ row: {} }] }], /^0\.cases\.0: class, min or max/],
    [[{ ...swapSex, name: 'a', where: { x: { over: 3 } } }], /^0\.where\.x: /],
  ])('names the field that is wrong: %j', (tests, words) => {
    expect(problem(tests)).toMatch(words);
  });
});
