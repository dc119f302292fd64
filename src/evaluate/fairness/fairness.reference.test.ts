/** Values against Fairlearn's, from tests/reference/fairness. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Comparison } from './comparison.ts';
import { type Fairness, fairness } from './fairness.ts';

interface Frame {
  overall: number;
  groups: [values: string[], value: number][];
  difference: number;
  ratio: number;
  differenceToOverall: number;
  ratioToOverall: number;
  groupMin: number;
  groupMax: number;
}

interface Case {
  name: string;
  yTrue: number[];
  probabilities: number[];
  sensitive: Record<string, string[]>;
  judged: { frame: Record<string, Frame>; named: Record<string, number> }[];
}

const path = new URL('../../../tests/reference/fairness/fairness.json', import.meta.url);
const { cases, regression } = JSON.parse(readFileSync(path, 'utf8')) as {
  cases: Case[];
  regression: { yTrue: number[]; yPred: number[]; sensitive: string[]; frame: Record<string, Frame> };
};

function expectFrames(found: Fairness['by'][number], overall: Fairness['overall'], frames: Record<string, Frame>) {
  for (const [name, frame] of Object.entries(frames)) {
    expect(overall[name].value).toBeCloseTo(frame.overall, 12);
    expect(found.groups.map(({ values }) => values)).toEqual(frame.groups.map(([values]) => values));
    for (const [g, [, value]] of frame.groups.entries()) {
      expect(found.groups[g].metrics[name].value, `${name} of ${g}`).toBeCloseTo(value, 12);
    }
    expectComparison(found.comparisons[name], frame, name);
  }
}

function expectComparison(comparison: Comparison, frame: Frame, name: string) {
  expect(comparison.groupMin, name).toBeCloseTo(frame.groupMin, 12);
  expect(comparison.groupMax, name).toBeCloseTo(frame.groupMax, 12);
  for (const kind of ['difference', 'ratio', 'differenceToOverall', 'ratioToOverall'] as const) {
    const { value, ci } = comparison[kind];
    expect(value, `${kind} of ${name}`).toBeCloseTo(frame[kind], 12);
    expect(ci![0], `${kind} of ${name}`).toBeLessThanOrEqual(value!);
    expect(ci![1], `${kind} of ${name}`).toBeGreaterThanOrEqual(value!);
  }
}

describe.each(cases)('fairness of the case $name', ({ yTrue, probabilities, sensitive, judged }) => {
  const metrics = [...Object.keys(judged[0].frame)];
  const found = fairness({ yTrue, probabilities, sensitive, metrics, minSupport: 1 });

  it('has the columns one by one and together', () => {
    expect(found.by.map(({ columns }) => columns)).toEqual([['race'], ['sex'], ['race', 'sex']]);
  });

  it.each([0, 1, 2])('has the figures of grouping %i', (g) => {
    expectFrames(found.by[g], found.overall, judged[g].frame);
  });

  it.each([0, 1, 2])('has the named measures of grouping %i', (g) => {
    const parity = found.by[g].parity!;
    expect(Object.keys(parity)).toEqual(Object.keys(judged[g].named));
    for (const [name, value] of Object.entries(judged[g].named)) {
      expect(parity[name as keyof typeof parity].value, name).toBeCloseTo(value, 12);
    }
  });
});

it('compares errors of regressions', () => {
  const { yTrue, yPred, sensitive, frame } = regression;
  const found = fairness({ task: 'regression', yTrue, yPred, sensitive: { part: sensitive } });
  expectFrames(found.by[0], found.overall, frame);
  expect(found.by[0]).toMatchObject({ parity: null, fourFifths: null });
});
