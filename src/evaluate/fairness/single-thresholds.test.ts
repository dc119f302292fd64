/** One threshold per group, as near to the best fair decisions as thresholds without chance come. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { fairnessConstraints } from './fairness-constraint.ts';
import { optimizeThresholds } from './optimize-thresholds.ts';
import { singleThresholds } from './single-thresholds.ts';

const rows = fc
  .array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 40 }), fc.constantFrom('a', 'b')), { maxLength: 60 })
  .map((drawn) => {
    const all = [...drawn, ...['a', 'b'].flatMap((g) => [0, 1].map((y) => [y, 20, g] as const))];
    return {
      yTrue: all.map(([y]) => y),
      probabilities: all.map(([, p]) => p / 40),
      sensitive: { g: all.map(([, , g]) => g) },
    };
  });

type Data = { yTrue: number[]; probabilities: number[]; sensitive: { g: string[] } };

/** Share of a group's rows of some classes above a threshold. */
function rate({ yTrue, probabilities, sensitive }: Data, group: string, classes: readonly number[], threshold: number) {
  const own = probabilities.filter((_, row) => sensitive.g[row] === group && classes.includes(yTrue[row]));
  return own.filter((p) => p > threshold).length / own.length;
}

const looksAt = {
  demographic_parity: [[0, 1]],
  equal_opportunity: [[1]],
  predictive_equality: [[0]],
  equalized_odds: [[0], [1]],
} as const;

describe.each(fairnessConstraints)('under %s', (constraint) => {
  it('no other threshold of a group is nearer to the rates of the optimum', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const { groups } = optimizeThresholds({ ...data, constraint });
        const single = singleThresholds({ ...data, constraint });
        expect(single.map(({ values }) => values)).toEqual(groups.map(({ values }) => values));
        for (const [g, { values, threshold }] of single.entries()) {
          const { thresholds, chance, ignore, constant } = groups[g];
          const wanted = looksAt[constraint].map((classes) => {
            const [first, second] = thresholds.map((one) => rate(data, values[0], classes, one));
            return ignore * constant + (1 - ignore) * (chance * first + (1 - chance) * second);
          });
          const distance = (of: number) =>
            Math.max(
              ...looksAt[constraint].map((classes, i) => Math.abs(rate(data, values[0], classes, of) - wanted[i])),
            );
          const others = Array.from({ length: 42 }, (_, i) => (i - 0.5) / 40);
          expect(distance(threshold)).toBeLessThanOrEqual(Math.min(...others.map(distance)) + 1e-8);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the order of rows does not matter', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const turned = {
          yTrue: data.yTrue.toReversed(),
          probabilities: data.probabilities.toReversed(),
          sensitive: { g: data.sensitive.g.toReversed() },
        };
        expect(singleThresholds({ ...turned, constraint })).toEqual(singleThresholds({ ...data, constraint }));
      }),
      { numRuns: 30 },
    );
  });
});

it('gives equal selection rates where scores allow them', () => {
  const sensitive = { g: ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'] };
  const probabilities = [0.9, 0.8, 0.3, 0.2, 0.5, 0.4, 0.2, 0.1];
  const found = singleThresholds({
    yTrue: [1, 1, 0, 0, 1, 1, 0, 0],
    probabilities,
    sensitive,
    constraint: 'demographic_parity',
  });
  expect(found.map(({ values: [name], rows, threshold }) => [name, rows, threshold])).toEqual([
    ['a', 4, 0.55],
    ['b', 4, expect.closeTo(0.3, 12)],
  ]);
});
