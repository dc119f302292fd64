/** Intervals and sets against MAPIE and against the rank rule, and their coverage on simulated data. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { adaptiveCoverage, afterAnswer } from './adaptive.ts';
import { intervalsState, setsState } from './conformal-state.ts';
import { fitCrossConformal, predictCrossInterval } from './cross-interval.ts';
import { fitConformal } from './fit-conformal.ts';
import { predictInterval, predictSet } from './predict-conformal.ts';
import { conformalRank, scoreQuantile, scoreSample } from './score-sample.ts';

interface Ends {
  readonly coverage: number;
  readonly low: number[];
  readonly high: number[];
}
interface Reference {
  readonly split: { yTrue: number[]; predicted: number[]; new: number[]; intervals: Ends[] }[];
  readonly cqr: {
    yTrue: number[];
    low: number[];
    high: number[];
    newLow: number[];
    newHigh: number[];
    intervals: Ends[];
  }[];
  readonly cross: {
    yTrue: number[];
    predicted: number[];
    foldOf: number[];
    predictions: number[][];
    intervals: Ends[];
  }[];
  readonly sets: {
    method: 'lac' | 'aps';
    yTrue: number[];
    probabilities: number[][];
    new: number[][];
    uniforms?: number[];
    newUniforms?: number[];
    sets: { coverage: number; members: number[][] }[];
  }[];
}

const file = new URL('../../../tests/reference/calibration/conformal.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const floats = (values: readonly number[]) => Float64Array.from(values);

function expectEnds(found: { low: Float64Array; high: Float64Array }, expected: Ends): void {
  for (const [row, low] of expected.low.entries()) expect(found.low[row]).toBeCloseTo(low, 10);
  for (const [row, high] of expected.high.entries()) expect(found.high[row]).toBeCloseTo(high, 10);
}

describe('as MAPIE has it', () => {
  it.each(reference.split.map((one, i) => [i, one] as const))('absolute residuals, case %i', (_, one) => {
    const state = fitConformal({ method: 'absolute', yTrue: one.yTrue, predicted: one.predicted });
    for (const expected of one.intervals) {
      expectEnds(predictInterval(state, { predicted: floats(one.new) }, expected.coverage), expected);
    }
  });

  it('conformalised quantiles', () => {
    const [one] = reference.cqr;
    const state = fitConformal({ method: 'cqr', ...one });
    for (const expected of one.intervals) {
      const input = { low: floats(one.newLow), high: floats(one.newHigh) };
      expectEnds(predictInterval(state, input, expected.coverage), expected);
    }
  });

  it.each(reference.cross.map((one, i) => [i, one] as const))('CV+ and jackknife+, case %i', (_, one) => {
    const state = fitCrossConformal(one.yTrue, one.predicted, one.foldOf);
    for (const expected of one.intervals) {
      expectEnds(predictCrossInterval(state, one.predictions.map(floats), expected.coverage), expected);
    }
  });

  it.each(reference.sets.map((one, i) => [i, one] as const))('sets, case %i', (_, one) => {
    const { method, yTrue, uniforms } = one;
    const state = fitConformal({ method, yTrue, uniforms, probabilities: one.probabilities.map(floats) });
    for (const { coverage, members } of one.sets) {
      const found = predictSet(state, { probabilities: one.new.map(floats), uniforms: one.newUniforms }, coverage);
      expect(found.members.map((ofClass) => Array.from(ofClass))).toEqual(members);
    }
  });
});

describe('the quantile', () => {
  it('has the rank ceil((n + 1) * coverage), also where the product is whole but for rounding', () => {
    expect([9, 10, 19, 99, 100].map((n) => conformalRank(n, 0.9))).toEqual([9, 10, 18, 90, 91]);
    expect(conformalRank(99, 0.07)).toBe(7);
    expect(scoreQuantile(scoreSample([3, 1, 2]), 0.75)).toBe(3);
    expect(scoreQuantile(scoreSample([3, 1, 2]), 0.5)).toBe(2);
    expect(scoreQuantile(scoreSample([3, 1, 2]), 0.76)).toBe(Number.POSITIVE_INFINITY);
    expect(scoreQuantile(scoreSample([3, 1, 2]), 0.001)).toBe(1);
  });

  it('of a sample that was thinned is never below the true one, and at most a thousandth of the rows above', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2001, max: 60_000 }), fc.double({ min: 0.001, max: 0.9999 }), (n, coverage) => {
        const sample = scoreSample(Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) + 1));
        expect(sample.scores.length).toBe(2000);
        const rank = conformalRank(n, coverage);
        const found = scoreQuantile(sample, coverage);
        if (rank > n) expect(found).toBe(Number.POSITIVE_INFINITY);
        else {
          expect(found).toBeGreaterThanOrEqual(rank);
          expect(found - rank).toBeLessThanOrEqual(n / 1000);
          if (rank > n - 500) expect(found).toBe(rank);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Share of rows in the middle of what chance allows: four standard deviations of seeds * rows trials. */
const nearly = (share: number, coverage: number, trials: number, slack: number) =>
  Math.abs(share - coverage) <= 4 * Math.sqrt((coverage * (1 - coverage)) / trials) + slack;

describe('coverage', () => {
  const calibrationRows = 199;
  const newRows = 50;
  const seeds = 60;
  /** Calibration rows bring their own chance: the variance of a quantile's level beside that of the hits. */
  const trials = seeds * (1 / (1 / newRows + 1 / calibrationRows));

  it.each([0.5, 0.9, 0.95])('of split and normalised intervals is %d', (coverage) => {
    let [absolute, normalised] = [0, 0];
    for (let seed = 0; seed < seeds; seed++) {
      const rng = createRng(seed);
      const draw = (n: number) => {
        const predicted = Float64Array.from({ length: n }, () => rng.normal());
        const difficulty = predicted.map((x) => 0.2 + Math.abs(x));
        return { predicted, difficulty, yTrue: predicted.map((x, i) => x + difficulty[i] * rng.normal()) };
      };
      const [known, fresh] = [draw(calibrationRows), draw(newRows)];
      const hits = ({ low, high }: { low: Float64Array; high: Float64Array }) =>
        fresh.yTrue.filter((y, row) => y >= low[row] && y <= high[row]).length;
      absolute += hits(predictInterval(fitConformal({ method: 'absolute', ...known }), fresh, coverage));
      normalised += hits(predictInterval(fitConformal({ method: 'normalised', ...known }), fresh, coverage));
    }
    expect(nearly(absolute / (seeds * newRows), coverage, trials, 1 / calibrationRows)).toBe(true);
    expect(nearly(normalised / (seeds * newRows), coverage, trials, 1 / calibrationRows)).toBe(true);
  });

  it.each(['lac', 'aps', 'raps'] as const)('of sets by %s is 0.8, with random numbers and without', (method) => {
    let [plain, random] = [0, 0];
    for (let seed = 0; seed < seeds; seed++) {
      const rng = createRng(seed);
      const draw = (n: number) => {
        const shares = Array.from({ length: n }, () => {
          const raw = Array.from({ length: 4 }, () => rng.uniform() * rng.uniform());
          return raw.map((one) => one / raw.reduce((sum, value) => sum + value, 0));
        });
        const yTrue = shares.map((share) => {
          let [u, code] = [rng.uniform(), 0];
          while (code < 3 && u >= share[code]) u -= share[code++];
          return code;
        });
        const probabilities = Array.from({ length: 4 }, (_, code) => Float64Array.from(shares, (share) => share[code]));
        return { yTrue, probabilities, uniforms: Float64Array.from(yTrue, () => rng.uniform()) };
      };
      const [known, fresh] = [draw(calibrationRows), draw(newRows)];
      const hits = (members: readonly Uint8Array[]) =>
        fresh.yTrue.filter((code, row) => members[code][row] === 1).length;
      random += hits(predictSet(fitConformal({ method, ...known }), fresh, 0.8).members);
      const { yTrue, probabilities } = known;
      plain += hits(
        predictSet(fitConformal({ method, yTrue, probabilities }), { ...fresh, uniforms: undefined }, 0.8).members,
      );
    }
    expect(nearly(plain / (seeds * newRows), 0.8, trials, 1 / calibrationRows)).toBe(true);
    expect(nearly(random / (seeds * newRows), 0.8, trials, 1 / calibrationRows)).toBe(true);
  });

  it('of each group is its own where groups are given, and not where they are not', () => {
    const rng = createRng(5);
    const draw = (n: number) => {
      const groups = Int32Array.from({ length: n }, () => rng.integer(2));
      const predicted = new Float64Array(n);
      return { groups, predicted, yTrue: predicted.map((_, row) => (groups[row] === 0 ? 0.2 : 2) * rng.normal()) };
    };
    const [known, fresh] = [draw(4000), draw(20_000)];
    const shareOf = (group: number, { low, high }: { low: Float64Array; high: Float64Array }) => {
      const rows = Array.from(fresh.groups, (_, row) => row).filter((row) => fresh.groups[row] === group);
      return rows.filter((row) => fresh.yTrue[row] >= low[row] && fresh.yTrue[row] <= high[row]).length / rows.length;
    };
    const grouped = predictInterval(fitConformal({ method: 'absolute', ...known }), fresh, 0.9);
    for (const group of [0, 1]) expect(shareOf(group, grouped)).toBeCloseTo(0.9, 1.6);
    const pooled = predictInterval(fitConformal({ method: 'absolute', ...known, groups: undefined }), fresh, 0.9);
    expect(shareOf(1, pooled)).toBeLessThan(0.85);
    const unknown = predictInterval(
      fitConformal({ method: 'absolute', ...known }),
      { predicted: floats([0]), groups: [7] },
      0.9,
    );
    expect(unknown.high[0]).toBe(pooled.high[0]);
  });

  it('of a stream comes back after its law has changed', () => {
    const rng = createRng(3);
    let state = adaptiveCoverage(0.9, 0.02);
    let [missed, fixedMissed] = [0, 0];
    const scores = scoreSample(Float64Array.from({ length: 500 }, () => Math.abs(rng.normal())));
    const steps = 4000;
    for (let step = 0; step < steps; step++) {
      const error = Math.abs(rng.normal()) * (step < steps / 2 ? 1 : 3);
      const reach = (coverage: number) =>
        coverage >= 1 ? Number.POSITIVE_INFINITY : coverage <= 0 ? -1 : scoreQuantile(scores, coverage);
      const isCovered = error <= reach(state.coverage);
      if (!isCovered) missed++;
      if (error > reach(0.9)) fixedMissed++;
      state = afterAnswer(state, isCovered);
    }
    // The bound of Gibbs and Candes, which holds for any stream.
    expect(Math.abs(missed / steps - 0.1)).toBeLessThanOrEqual((1 + 0.02) / (0.02 * steps));
    expect(fixedMissed / steps).toBeGreaterThan(0.25);
  });
});

describe('sets and intervals', () => {
  const drawn = fc
    .integer({ min: 2, max: 5 })
    .chain((nClasses) =>
      fc.array(
        fc.tuple(
          fc.integer({ min: 0, max: nClasses - 1 }),
          fc.array(fc.integer({ min: 1, max: 30 }), { minLength: nClasses, maxLength: nClasses }),
        ),
        { minLength: 1, maxLength: 30 },
      ),
    );

  it('grow with coverage, survive their bytes, and sets hold every class likelier than one they hold', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom('lac', 'aps', 'raps'), (rows, method) => {
        const probabilities = rows[0][1].map((_, code) =>
          Float64Array.from(rows, ([, share]) => share[code] / share.reduce((sum, one) => sum + one, 0)),
        );
        const state = fitConformal({ method, yTrue: rows.map(([code]) => code), probabilities });
        expect(setsState.parse(state)).toEqual(state);
        const [small, large] = [0.4, 0.7].map((coverage) => predictSet(state, { probabilities }, coverage).members);
        for (let row = 0; row < rows.length; row++) {
          for (const [code, ofClass] of small.entries()) {
            expect(large[code][row]).toBeGreaterThanOrEqual(ofClass[row]);
            for (const [other, members] of small.entries()) {
              if (probabilities[other][row] > probabilities[code][row]) {
                expect(members[row]).toBeGreaterThanOrEqual(ofClass[row]);
              }
            }
          }
        }
      }),
    );
    const state = fitConformal({ method: 'absolute', yTrue: [1, 2, 3], predicted: [1, 1, 1], groups: [0, 2, -1] });
    expect(intervalsState.parse(state)).toEqual(state);
    expect(state.groups.map((sample) => sample?.count)).toEqual([1, undefined, 1]);
  });

  it('say that few rows allow no interval, and leave the middle of quantiles that cross', () => {
    const few = fitConformal({ method: 'absolute', yTrue: [1, 2], predicted: [1, 1] });
    expect(predictInterval(few, { predicted: floats([5]) }, 0.9)).toMatchObject({ low: floats([-Infinity]) });
    const wide = fitConformal({ method: 'cqr', yTrue: [0, 0, 0], low: [-4, -4, -4], high: [4, 4, 4] });
    const { low, high } = predictInterval(wide, { low: floats([0]), high: floats([2]) }, 0.5);
    expect([low[0], high[0]]).toEqual([1, 1]);
    expect(predictCrossInterval(fitCrossConformal([1], [2], [0]), [floats([3])], 0.9).high[0]).toBe(Infinity);
  });

  it.each([
    [() => fitConformal({ method: 'absolute', yTrue: [], predicted: [] }), 'ROWS_TOO_FEW'],
    [() => fitConformal({ method: 'absolute', yTrue: [1], predicted: [1, 2] }), 'SHAPE_MISMATCH'],
    [() => fitConformal({ method: 'absolute', yTrue: [1], predicted: [Number.NaN] }), 'VALUE_INVALID'],
    [() => fitConformal({ method: 'normalised', yTrue: [1], predicted: [1], difficulty: [0] }), 'VALUE_INVALID'],
    [
      () => fitConformal({ method: 'raps', yTrue: [0], probabilities: [floats([1]), floats([0])], penalty: -1 }),
      'VALUE_INVALID',
    ],
    [() => fitConformal({ method: 'lac', yTrue: [2], probabilities: [floats([1]), floats([0])] }), 'VALUE_INVALID'],
    [() => fitCrossConformal([1], [1], [-1]), 'ROWS_TOO_FEW'],
    [() => adaptiveCoverage(1), 'PARAM_INVALID'],
    [() => adaptiveCoverage(0.5, 0), 'PARAM_INVALID'],
  ])('refuse what does not fit, %#', (call, code) => {
    expect(call).toThrow(expect.objectContaining({ code }));
  });

  it.each([0, 1, Number.NaN])('refuse the coverage %d', (coverage) => {
    const state = fitConformal({ method: 'absolute', yTrue: [1, 2], predicted: [1, 1] });
    expect(() => predictInterval(state, { predicted: floats([5]) }, coverage)).toThrow(
      expect.objectContaining({ code: 'PARAM_INVALID' }),
    );
  });
});
