import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { metricByName } from './index.ts';
import type { Outcomes } from './metric.ts';

/** Outcomes of 3 to 5 classes, of which some may be absent, with ties, and how often each row is drawn. */
const drawn = fc
  .record({
    seed: fc.nat(1000),
    nClasses: fc.integer({ min: 3, max: 5 }),
    rows: fc.integer({ min: 2, max: 40 }),
    levels: fc.constantFrom(3, 1000),
  })
  .map(({ seed, nClasses, rows, levels }) => {
    const rng = createRng(seed);
    const some = (below: number) => Float64Array.from({ length: rows }, () => rng.integer(below));
    const probabilities = Array.from({ length: nClasses }, () => some(levels).map((each) => each / levels));
    const outcomes: Outcomes = {
      yTrue: some(nClasses),
      nClasses,
      predictions: { values: some(nClasses), probabilities },
    };
    return { outcomes, counts: some(3) };
  });

/** Weight of right pairs, ties half, over the weight of pairs of the classes `a` and `b`, by the probability of `a`. */
function area(
  { yTrue, predictions }: Outcomes,
  counts: Float64Array,
  isOwn: (code: number) => boolean,
  code: number,
  isOther: (code: number) => boolean,
) {
  const scores = predictions.probabilities![code];
  let [right, pairs] = [0, 0];
  for (const [i, y] of yTrue.entries()) {
    for (const [j, other] of yTrue.entries()) {
      if (!isOwn(y) || !isOther(other)) continue;
      pairs += counts[i] * counts[j];
      right += counts[i] * counts[j] * (scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0);
    }
  }
  return right / pairs;
}

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;

/** Each metric by its definition, over all pairs of rows. */
const definitions = {
  roc_auc_ovo(outcomes: Outcomes, counts: Float64Array) {
    const codes = Array.from({ length: outcomes.nClasses }, (_, code) => code);
    const all = codes.flatMap((a) =>
      codes
        .filter((b) => b > a)
        .flatMap((b) => [
          area(
            outcomes,
            counts,
            (y) => y === a,
            a,
            (y) => y === b,
          ),
          area(
            outcomes,
            counts,
            (y) => y === b,
            b,
            (y) => y === a,
          ),
        ]),
    );
    return mean(all.filter((each) => !Number.isNaN(each)));
  },
  roc_auc_ovr(outcomes: Outcomes, counts: Float64Array) {
    const codes = Array.from({ length: outcomes.nClasses }, (_, code) => code);
    const all = codes.map((a) =>
      area(
        outcomes,
        counts,
        (y) => y === a,
        a,
        (y) => y !== a,
      ),
    );
    return mean(all.filter((each) => !Number.isNaN(each)));
  },
} satisfies Record<string, (outcomes: Outcomes, counts: Float64Array) => number>;

describe.each(Object.entries(definitions))('%s', (name, definition) => {
  const metric = metricByName(name);

  it('is, of rows drawn again, exactly what all their pairs say', () => {
    fc.assert(
      fc.property(drawn, ({ outcomes, counts }) => {
        const again = metric.reweighting!(outcomes);
        // What one weighting leaves behind does not touch the next.
        again(counts.map((each) => each + 0.3));
        expect(again(counts)).toBe(definition(outcomes, counts));
        expect(metric.compute({ ...outcomes, sampleWeight: counts })).toBe(definition(outcomes, counts));
        const ones = counts.map(() => 1);
        expect(metric.compute(outcomes)).toBe(definition(outcomes, ones));
      }),
    );
  });

  it('moves with the weight of a row as its influence says', () => {
    fc.assert(
      fc.property(drawn, ({ outcomes }) => {
        const ones = outcomes.yTrue.map(() => 1);
        const score = metric.reweighting!(outcomes);
        const influence = metric.influence!(outcomes)!;
        if (Number.isNaN(score(ones))) return;
        expect(influence.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 9);
        const step = 1e-5;
        for (const row of [0, influence.length - 1]) {
          const moved = (by: number) => score(ones.map((one, i) => (i === row ? one + by : one)));
          const slope = (moved(step) - moved(-step)) / (2 * step);
          expect(influence[row]).toBeCloseTo(slope * influence.length, 5);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is undefined where a probability is NaN or one class alone occurs', () => {
    const rows = 6;
    const yTrue = Float64Array.from({ length: rows }, (_, i) => i % 3);
    const column = Float64Array.from(yTrue, (_, i) => i / rows);
    const outcomes = { yTrue, nClasses: 3, predictions: { values: yTrue, probabilities: [column, column, column] } };
    expect(metric.compute(outcomes)).not.toBeNaN();
    expect(metric.compute({ ...outcomes, yTrue: yTrue.map(() => 1) })).toBeNaN();
    const broken = [column, column, column.map((each, i) => (i === 0 ? Number.NaN : each))];
    const damaged = { ...outcomes, predictions: { values: yTrue, probabilities: broken } };
    expect(metric.compute(damaged)).toBeNaN();
    expect(metric.reweighting!(damaged)(column)).toBeNaN();
    expect(metric.influence!(damaged)).toBeUndefined();
  });
});
