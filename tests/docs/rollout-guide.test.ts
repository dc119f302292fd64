/** The examples of the guide on rollouts run and print what the guide says. */
import { expect, it } from 'vitest';
import { rolloutPolicySchema } from '../../src/lifecycle/rollout/policy.ts';
import { readGuide, testExamples } from './examples.ts';

testExamples('rollout');

it('has a row for every guardrail, with what follows by default', () => {
  const told = [...readGuide('rollout').matchAll(/^\| `(\w+)` \|.*\| (\w+) \|$/gm)].map(([, name, action]) => [
    name,
    action,
  ]);
  const { guardrails } = rolloutPolicySchema.parse({ strategy: 'canary' });
  expect(told).toEqual(Object.entries(guardrails).map(([name, { action }]) => [name, action]));
});
