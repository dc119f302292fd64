import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../math/distributions.ts';
import { numericTest } from '../monitor/drift-tests/drift-test.ts';
import { driftTests } from '../monitor/drift-tests/index.ts';
import { driftTestChecks } from './drift-tests.ts';

beforeAll(() => distributionsReady());

describe.each(driftTests.map((test) => [test.name, test] as const))('%s', (_, test) => {
  it.each(driftTestChecks(test).map((check) => [check.name, check] as const))('%s', async (_name, check) => {
    await check.run();
  });
});

it('the checks refuse tests that break the contract', async () => {
  const meanGap = (reference: Float64Array, current: Float64Array) => current[0] - reference[0];
  const failures = async (test: Parameters<typeof numericTest>[0]) => {
    const failed: string[] = [];
    for (const check of driftTestChecks(numericTest(test))) {
      try {
        await check.run();
      } catch {
        failed.push(check.name);
      }
    }
    return failed;
  };
  expect(await failures({ name: 'gap', threshold: 0.1, measure: meanGap })).toContain(
    'numeric: does not shrink as the spread grows',
  );
  expect(await failures({ name: 'half', threshold: 0.1, measure: () => Number.NaN })).toContain(
    'numeric: equal samples are at distance 0',
  );
  expect(await failures({ name: 'Sum', threshold: 0, measure: (a, b) => Math.abs(a.length - b.length) })).toEqual(
    expect.arrayContaining(['has a wire name and a threshold', 'numeric: a repeated sample is at distance 0']),
  );
});
