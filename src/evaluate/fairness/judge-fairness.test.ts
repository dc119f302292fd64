import { describe, expect, it } from 'vitest';
import { tableFrom } from '../../table/build.ts';
import { fairnessSchema } from './declared-fairness.ts';
import { fairnessReport } from './fairness-report.ts';
import { checkFairness, judgeFairness } from './judge-fairness.ts';
import { toldReport } from './told-report.ts';

const at = Array.from({ length: 600 }, (_, i) => i);
const table = tableFrom({
  sex: at.map((i) => (i % 2 ? 'm' : 'f')),
  town: at.map((i) => `t${i % 3}`),
  id: at.map((i) => `p${i}`),
  none: at.map(() => null),
});
const values = Float64Array.from(at, (i) => i % 3);
const predicted = Float64Array.from(at, (i) => (i % 2 ? i % 3 : (i + 1) % 3));
const seed = 1;

function judge(classes: string[], settings: Record<string, unknown>, two = false) {
  const map = (codes: Float64Array) => (two ? codes.map((code) => Math.min(1, code)) : codes);
  return judgeFairness({
    settings: fairnessSchema.parse({ sensitive: ['sex'], ...settings }),
    target: { task: two ? 'binary' : 'multiclass', classes, values: map(values) },
    predictions: { values: map(predicted) },
    table,
    source: 'the data',
    seed,
  });
}

describe('judgeFairness', () => {
  it('compares the positive class, or the one that is named', () => {
    const positive = judge(['no', 'yes'], {}, true).overall['selection_rate'].value!;
    const negative = judge(['no', 'yes'], { positive: 'no' }, true).overall['selection_rate'].value!;
    expect(positive).toBeCloseTo(2 / 3, 12);
    expect(negative).toBeCloseTo(1 / 3, 12);
    expect(judge(['no', 'yes'], { positive: 'yes' }, true)).toEqual(judge(['no', 'yes'], {}, true));
  });

  it('asks of many classes whether it is the one that is named, else compares accuracies', () => {
    const many = judge(['a', 'b', 'c'], {});
    expect(Object.keys(many.overall)).toEqual(['accuracy']);
    expect(many.by[0].parity).toBeNull();
    const one = judge(['a', 'b', 'c'], { positive: 'b' });
    expect(one.overall['selection_rate'].value).toBeCloseTo(1 / 3, 12);
    const [women, men] = one.by[0].groups.map(({ metrics }) => metrics['true_positive_rate'].value);
    expect([women, men]).toEqual([0, 1]);
  });

  it('refuses beforehand what it would refuse', () => {
    const target = { task: 'binary' as const, classes: ['no', 'yes'] };
    const check = (settings: Record<string, unknown>, of = target) =>
      checkFairness(fairnessSchema.parse(settings), { target: of, table, source: 'source "x.csv"' });
    expect(() => check({ sensitive: ['sex', 'town'] })).not.toThrow();
    expect(() => check({ sensitive: ['race'] })).toThrow(/column "race" is not in source "x\.csv"/);
    expect(() => check({ sensitive: ['none'] })).toThrow(
      /sensitive column "none": expected at least one present value/,
    );
    expect(() => check({ sensitive: ['sex'], positive: 'maybe' })).toThrow(
      /fairness\.positive: expected one of no, yes, got maybe/,
    );
    expect(() => judge(['no', 'yes'], { sensitive: ['id'], minSupport: 1 }, true)).not.toThrow();
  });

  it('becomes JSON without infinite ends', () => {
    const settings = fairnessSchema.parse({ sensitive: ['sex'] });
    const judged = judge(['a', 'b', 'c'], { positive: 'b' });
    const report = fairnessReport(judged, settings, 'b');
    expect(judged.by[0].parity!.equal_opportunity_ratio.ci![0]).toBe(0);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report.by[0].comparisons['true_positive_rate'].ratio.value).toBe(0);
  });

  it('is told under wider intervals, of which no verdict says more than they show', () => {
    const settings = fairnessSchema.parse({ sensitive: ['sex'] });
    const report = fairnessReport(judge(['a', 'b', 'c'], { positive: 'b' }), settings, 'b');
    expect(toldReport(report, (score) => score)).toEqual(report);
    const wider = toldReport(report, ({ value, ci }, bounds) => ({ value, ci: ci && [bounds[0], bounds[1]] }));
    expect(wider.by[0].parity!.demographic_parity_difference.ci).toEqual([-1, 1]);
    expect(wider.by[0].comparisons['accuracy'].ratio.ci).toEqual([0, null]);
    expect(wider.overall['accuracy'].ci).toEqual([0, 1]);
    const [{ fourFifths }] = report.by;
    const broken = {
      ...report.by[0],
      fourFifths: { ...fourFifths!, verdict: 'broken' as const, broken: [['f', 'm'] as const] },
    };
    const told = toldReport({ ...report, by: [broken] }, ({ value, ci }, bounds) => ({
      value,
      ci: ci && [bounds[0], bounds[1]],
    }));
    expect(told.by[0].fourFifths).toMatchObject({ verdict: 'not_distinguishable', broken: [] });
    expect(toldReport({ ...report, by: [broken] }, (score) => score).by[0].fourFifths!.verdict).toBe('broken');
  });
});
