import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { decideFairly } from './decide-fairly.ts';
import { optimizeThresholds, type ThresholdsRequest } from './optimize-thresholds.ts';

type Constraint = ThresholdsRequest['constraint'];

interface Case {
  name: string;
  yTrue: number[];
  probabilities: number[];
  sensitive: Record<string, string[]>;
  optimised: { constraint: Constraint; objective: 'accuracy' | 'balanced_accuracy'; value: number }[];
}

const path = new URL('../../../tests/reference/fairness/fairness.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] };

/** Mean chance over the rows that hold. */
function meanChance(chances: Float64Array, holds: (row: number) => boolean): number {
  const own = chances.filter((_, row) => holds(row));
  return own.reduce((sum, chance) => sum + chance, 0) / own.length;
}

/** The objective in expectation, and the rates that the constraint wants equal, per group. */
function judge({ yTrue, sensitive, constraint, objective }: ThresholdsRequest, chances: Float64Array) {
  const groups = Object.values(sensitive)[0] as string[];
  const [tpr, fpr] = [1, 0].map((y) => meanChance(chances, (row) => yTrue[row] === y));
  const positives = Array.from(yTrue).filter((y) => y === 1).length / yTrue.length;
  const share = objective === 'balanced_accuracy' ? 0.5 : positives;
  const rates = [...new Set(groups)].map((group) =>
    (constraint === 'demographic_parity' ? [[0, 1]] : [[0], [1]]).map((classes) =>
      meanChance(chances, (row) => groups[row] === group && classes.includes(yTrue[row])),
    ),
  );
  return { value: share * tpr + (1 - share) * (1 - fpr), rates };
}

function expectConstraint(rates: readonly number[][]) {
  for (const own of rates) for (const [r, rate] of own.entries()) expect(rate).toBeCloseTo(rates[0][r], 10);
}

describe.each(cases.flatMap(({ optimised, ...data }) => optimised.map((peer) => ({ ...data, ...peer }))))(
  'thresholds of the case $name under $constraint for $objective',
  (given) => {
    const request = { ...given, sensitive: { race: given.sensitive['race'] } };
    const found = optimizeThresholds(request);
    const { chances, values } = decideFairly(found, request);
    const { value, rates } = judge(request, chances);

    it('satisfy the constraint', () => {
      expectConstraint(rates);
    });

    it('are at least as good as those of Fairlearn, and as good as they say', () => {
      expect(value).toBeGreaterThanOrEqual(given.value - 1e-12);
      expect(value).toBeLessThan(given.value + 0.01);
      expect(found.value).toBeCloseTo(value, 12);
    });

    it('survive JSON, and decide with the chances', () => {
      expect(decideFairly(JSON.parse(JSON.stringify(found)), request)).toEqual({ chances, values });
      expect(
        values.every((decision, row) => (chances[row] === 0 ? decision === 0 : chances[row] < 1 || decision === 1)),
      ).toBe(true);
      expect(decideFairly(found, { ...request, seed: 1 }).chances).toEqual(chances);
    });
  },
);

const rows = fc
  .array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 8 }), fc.constantFrom('a', 'b', 'c')), {
    maxLength: 25,
  })
  .map((drawn) => {
    const all = [...drawn, ...['a', 'b', 'c'].flatMap((g) => [0, 1].map((y) => [y, 4, g] as const))];
    return {
      yTrue: all.map(([y]) => y),
      probabilities: all.map(([, p]) => p / 8),
      sensitive: { g: all.map(([, , g]) => g) },
    };
  });

describe.each(['demographic_parity', 'equalized_odds'] as const)('under %s', (constraint) => {
  it('thresholds satisfy the constraint and no fair mix on a grid is better', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom('accuracy' as const, 'balanced_accuracy' as const), (data, objective) => {
        const request = { ...data, constraint, objective };
        const found = optimizeThresholds(request);
        const { value, rates } = judge(request, decideFairly(found, request).chances);
        expectConstraint(rates);
        expect(found.value).toBeCloseTo(value, 10);
        expect(value).toBeGreaterThanOrEqual(bestOnGrid(request) - 1e-10);
      }),
      { numRuns: 60 },
    );
  });

  it('the order of rows and the names of groups do not matter', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const turned = {
          yTrue: [...data.yTrue].reverse(),
          probabilities: [...data.probabilities].reverse(),
          sensitive: { g: [...data.sensitive.g].reverse() },
        };
        const found = optimizeThresholds({ ...data, constraint });
        expect(optimizeThresholds({ ...turned, constraint })).toEqual(found);
        const sensitive = { g: data.sensitive.g.map((name) => `group ${name}`) };
        const groups = found.groups.map((group) => ({ ...group, values: [`group ${group.values[0]}`] }));
        expect(optimizeThresholds({ ...data, sensitive, constraint })).toEqual({ ...found, groups });
      }),
    );
  });
});

/** The best objective of a fair mix of two thresholds per group, found by trying all pairs at every rate of a grid. */
function bestOnGrid(request: ThresholdsRequest & { sensitive: { g: string[] } }): number {
  const { yTrue, probabilities, sensitive, constraint, objective } = request;
  const total = [0, 1].map((y) => Array.from(yTrue).filter((each) => each === y).length);
  const share = objective === 'balanced_accuracy' ? 0.5 : total[1] / yTrue.length;
  const points = ['a', 'b', 'c'].map((group) => {
    const own = Array.from(yTrue, (_, row) => row).filter((row) => sensitive.g[row] === group);
    const size = [0, 1].map((y) => own.filter((row) => yTrue[row] === y).length);
    return Array.from({ length: 10 }, (_, t) => {
      const count = [0, 1].map((y) => own.filter((row) => yTrue[row] === y && probabilities[row] * 8 > t - 0.5).length);
      return constraint === 'equalized_odds'
        ? { x: count[0] / size[0], y: count[1] / size[1] }
        : {
            x: (count[0] + count[1]) / own.length,
            y: (share * count[1]) / total[1] - ((1 - share) * count[0]) / total[0],
          };
    });
  });
  let best = 0;
  for (let step = 0; step <= 60; step++) {
    const x = step / 60;
    const heights = points.map((own) => {
      const mixes = own.flatMap((a) =>
        own
          .filter((b) => a.x <= x && x <= b.x)
          .map((b) => (a.x === b.x ? Math.max(a.y, b.y) : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x))),
      );
      return Math.max(...mixes);
    });
    const value =
      constraint === 'equalized_odds'
        ? share * Math.min(...heights) + (1 - share) * (1 - x)
        : 1 - share + heights.reduce((sum, height) => sum + height, 0);
    best = Math.max(best, value);
  }
  return best;
}

it('decisions are drawn with their chances, anew for another seed', () => {
  const group = { values: ['a'], thresholds: [0.6, 0.2], chance: 0.3, ignore: 0.5, constant: 0.4 } as const;
  const probabilities = Float64Array.from({ length: 3000 }, (_, row) => [0.1, 0.5, 0.9][row % 3]);
  const request = { probabilities, sensitive: { g: Array.from(probabilities, () => 'a') } };
  const { chances, values } = decideFairly({ columns: ['g'], groups: [group], value: 0 }, request);
  for (const [kind, chance] of [0.2, 0.55, 0.7].entries()) {
    expect(chances[kind]).toBeCloseTo(chance, 14);
    expect(meanChance(values, (row) => row % 3 === kind)).toBeCloseTo(chance, 1);
  }
  const again = decideFairly({ columns: ['g'], groups: [group], value: 0 }, { ...request, seed: 1 });
  expect(again.chances).toEqual(chances);
  expect(again.values).not.toEqual(values);
});

describe('bad input', () => {
  const good = {
    yTrue: [0, 1, 0, 1],
    probabilities: [0.1, 0.9, 0.6, 0.4],
    sensitive: { g: ['a', 'a', 'b', 'b'] },
    constraint: 'equalized_odds' as const,
  };

  it.each([
    ['another constraint', { constraint: 'parity' }, 'PARAM_INVALID'],
    ['another objective', { objective: 'f1' }, 'PARAM_INVALID'],
    ['one class only', { yTrue: [1, 1, 1, 1] }, 'VALUE_INVALID'],
    ['a group of one class', { yTrue: [0, 1, 1, 1] }, 'VALUE_INVALID'],
    ['a missing group', { sensitive: { g: ['a', 'a', 'b', null] } }, 'VALUE_INVALID'],
    ['a score that is no probability', { probabilities: [0.1, 0.9, 2, 0] }, 'VALUE_INVALID'],
    ['other lengths', { probabilities: [0.1] }, 'SHAPE_MISMATCH'],
  ])('%s is refused', (_, change, code) => {
    expect(() => optimizeThresholds({ ...good, ...change } as ThresholdsRequest)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('a group of one class is enough for equal selection', () => {
    expect(optimizeThresholds({ ...good, yTrue: [0, 1, 1, 1], constraint: 'demographic_parity' }).groups).toHaveLength(
      2,
    );
  });

  const found = optimizeThresholds(good);

  it.each([
    ['a group that is not known', { probabilities: [0.5], sensitive: { g: ['c'] } }, 'VALUE_INVALID'],
    ['a missing group', { probabilities: [0.5, 0.5], sensitive: { g: ['a', null] } }, 'VALUE_INVALID'],
    ['another column', { probabilities: [0.5], sensitive: { h: ['a'] } }, 'SHAPE_MISMATCH'],
    ['a missing probability', { probabilities: [Number.NaN], sensitive: { g: ['a'] } }, 'VALUE_INVALID'],
  ])('%s is not decided', (_, request, code) => {
    expect(() => decideFairly(found, request)).toThrow(expect.objectContaining({ code }));
  });
});
