/** F37: a model against itself is stopped in at most 1 of 100 rollouts; src/lifecycle/rollout/equal-models.test.ts has the short round. */
import { beforeAll, expect, it } from 'vitest';
import type { RolloutPolicyInput } from '../../src/lifecycle/rollout/policy.ts';
import { distributionsReady } from '../../src/math/distributions.ts';
import { rollOutEqual, wasStopped } from '../lifecycle/equal-models.ts';

beforeAll(distributionsReady);

const rollouts = 1000;
const pace = { leastSeconds: 4, leastRequests: 0 };

it.each<readonly [string, RolloutPolicyInput, number, number, number]>([
  ['a canary', { strategy: 'canary', ...pace }, 40, 0.02, 0],
  ['a canary whose answers fail together for moments', { strategy: 'canary', ...pace }, 40, 0.01, 0.3],
  ['a canary of few requests, half of which fail', { strategy: 'canary', steps: [0.1, 0.25, 0.5], ...pace }, 8, 0.5, 0],
  ['a canary beside a control', { strategy: 'canary', control: 'equal', steps: [0.1, 0.3], ...pace }, 40, 0.02, 0],
  ['an A/B test', { strategy: 'ab', weights: [1, 1], leastSeconds: 20, leastRequests: 0 }, 40, 0.02, 0],
])('%s of equal models is stopped in at most 1 of 100 rollouts', (_, policy, requests, failing, failingTogether) => {
  let stopped = 0;
  for (let seed = 0; seed < rollouts; seed++) {
    if (wasStopped(rollOutEqual({ seed: 10_000 + seed, policy, requests, failing, failingTogether }))) stopped++;
  }
  expect(stopped).toBeLessThanOrEqual(rollouts / 100);
});
