/** The example of the guide on leaks runs and prints what the guide says. */
import { expect, it } from 'vitest';
import { findingRules } from '../../src/data/findings/index.ts';
import { readGuide, testExamples } from './examples.ts';

testExamples('leakage');

it('has a row for every code', () => {
  const told = [...readGuide('leakage').matchAll(/^\| `([a-z_]+)` \| (error|warning|info) \|/gm)].map(
    ([, code]) => code,
  );
  expect(told.toSorted()).toEqual(findingRules.map(({ code }) => code).toSorted());
});
