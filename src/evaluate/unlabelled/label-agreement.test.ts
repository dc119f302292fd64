/** Agreement of clusters with classes: its jackknife against leaving out each row, and how often its intervals hold the truth. */
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady, normalQuantile } from '../../math/distributions.ts';
import { createRng } from '../../math/philox.ts';
import { adjustedMutualInformation } from '../../metrics/clustering/adjusted-mutual-information.ts';
import { adjustedRandIndex } from '../../metrics/clustering/adjusted-rand.ts';
import { labelAgreement } from './label-agreement.ts';

beforeAll(() => distributionsReady());

/** Classes, and clusters that follow them with a chance. */
function labellings(rows: number, follow: number, stream: string) {
  const rng = createRng(5).split(stream);
  const known = Array.from({ length: rows }, () => rng.integer(4));
  return { known, found: known.map((label) => (rng.uniform() < follow ? label : rng.integer(5))) };
}

describe('labelAgreement', () => {
  it('has the interval that leaving out each row gives, also where a label or a pair has one row', () => {
    for (const [n, extra] of [
      [40, []],
      [
        25,
        [
          [9, 1],
          [2, 8],
        ],
      ],
    ] as const) {
      const { known, found } = labellings(n, 0.7, `rows-${n}`);
      for (const [a, b] of extra) {
        found.push(a);
        known.push(b);
      }
      const rows = known.length;
      const got = labelAgreement(found, known);
      for (const [score, statistic] of [
        [got.adjusted_rand, adjustedRandIndex],
        [got.adjusted_mutual_information, adjustedMutualInformation],
      ] as const) {
        const left = known.map((_, row) => statistic(found.toSpliced(row, 1), known.toSpliced(row, 1)));
        const middle = left.reduce((sum, one) => sum + one, 0) / rows;
        const square = left.reduce((sum, one) => sum + (one - middle) * (one - middle), 0);
        const half = normalQuantile(0.975) * Math.sqrt(((rows - 1) / rows) * square);
        expect(score.value).toBeCloseTo(statistic(found, known), 14);
        expect(score.ci![1] - score.ci![0]).toBeCloseTo(2 * half, 12);
      }
    }
  });

  it('holds the truth about as often as it says', () => {
    const { known, found } = labellings(100_000, 0.6, 'truth');
    const truth = labelAgreement(found, known);
    let [rand, information] = [0, 0];
    const draws = 300;
    for (let d = 0; d < draws; d++) {
      const one = labellings(150, 0.6, `draw-${d}`);
      const got = labelAgreement(one.found, one.known);
      const holds = (ci: readonly [number, number], value: number) => Number(ci[0] <= value && value <= ci[1]);
      rand += holds(got.adjusted_rand.ci!, truth.adjusted_rand.value!);
      information += holds(got.adjusted_mutual_information.ci!, truth.adjusted_mutual_information.value!);
    }
    for (const held of [rand, information]) {
      expect(held / draws).toBeGreaterThan(0.9);
      expect(held / draws).toBeLessThan(0.99);
    }
  });

  it('has no interval where nothing varies, and none of two rows', () => {
    expect(labelAgreement([0, 0, 1, 1], [5, 5, 3, 3]).adjusted_rand).toEqual({ value: 1, ci: null });
    expect(labelAgreement([0, 1], [0, 0]).adjusted_rand.ci).toBeNull();
  });
});
