/** Every metric against scikit-learn, on the fixtures of tests/reference/metrics. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Task } from '../table/task.ts';
import { metrics, metricsFor } from './index.ts';
import type { Outcomes } from './metric.ts';

interface Case {
  readonly name: string;
  readonly task: Task;
  readonly nClasses: number;
  readonly yTrue: number[];
  readonly values: number[];
  readonly probabilities: number[][] | null;
  readonly sampleWeight: number[] | null;
  readonly expected: Record<string, number | null>;
}

const file = new URL('../../tests/reference/metrics/metrics.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

describe.each(cases.map((each) => [`${each.task}: ${each.name}`, each] as const))('%s', (_, each) => {
  const outcomes: Outcomes = {
    yTrue: Float64Array.from(each.yTrue),
    nClasses: each.nClasses,
    predictions: {
      values: Float64Array.from(each.values),
      probabilities: each.probabilities?.map((column) => Float64Array.from(column)),
    },
    sampleWeight: each.sampleWeight ? Float64Array.from(each.sampleWeight) : undefined,
  };

  it.each(metricsFor(each.task).map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
    const expected = each.expected[name];
    const actual = metric.compute(outcomes);
    if (expected === null) expect(actual).toBeNaN();
    else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(expected), floorOf(name)));
  });
});

/** Scores between 0 and 1 may be off by 1e-12 of 1; amounts by 1e-12 of themselves. */
function floorOf(name: string): number {
  const metric = metrics.find((each) => each.name === name)!;
  return Number.isFinite(metric.bounds[1]) ? 1 : 0;
}

it('the fixtures expect every metric', () => {
  for (const { task, expected } of cases) {
    expect(Object.keys(expected).sort()).toEqual(
      metricsFor(task)
        .map(({ name }) => name)
        .sort(),
    );
  }
});
