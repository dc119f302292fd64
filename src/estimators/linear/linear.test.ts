/** Coefficients against scikit-learn and exact arithmetic: fixtures in tests/reference/estimators. */
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/linear.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import type { Task } from '../../table/task.ts';
import type { EstimatorDefinition } from '../estimator.ts';
import { tableFromRows } from '../plain-input.ts';
import { elasticNet } from './elastic-net.ts';
import type { LinearState } from './linear-model.ts';
import { logistic } from './logistic.ts';
import { ridge } from './ridge.ts';

const definitions = [ridge, elasticNet, logistic] as unknown as EstimatorDefinition[];

describe('coefficients equal the reference', () => {
  it.each(reference.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const definition = definitions.find(({ name }) => name === one.estimator)!;
    const state = definition.fit(
      {
        X: tableFromRows(one.X),
        y: Float64Array.from(one.y),
        task: one.task as Task,
        nClasses: one.nClasses,
        sampleWeight: one.sampleWeight ? Float64Array.from(one.sampleWeight as number[]) : undefined,
      },
      definition.params.parse(one.params),
      { rng: createRng(0) },
    ) as LinearState;
    expectClose(state.coefficients, one.coefficients.flat(), one.tolerance);
    expectClose(state.intercepts, one.intercepts, one.tolerance);
  });
});

/** Each value within the tolerance of its own size, or of the largest one's where it is tiny. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number) {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) {
    const allowed = tolerance * Math.max(Math.abs(value), largest * 1e-3);
    expect(Math.abs(actual[i] - value), `element ${i}: ${actual[i]} against ${value}`).toBeLessThanOrEqual(allowed);
  }
}
