import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { createRng } from '../../math/philox.ts';
import { numberColumn, tableFrom } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import { type FairnessRequest, fairness } from './fairness.ts';

/** Decisions with a selection rate per group. */
function decisions(groups: Record<string, [rows: number, rate: number]>) {
  const rng = createRng(3).split('decisions');
  const [yTrue, yPred, sex]: [number[], number[], string[]] = [[], [], []];
  for (const [name, [rows, rate]] of Object.entries(groups)) {
    for (let i = 0; i < rows; i++) {
      yPred.push(i < rate * rows ? 1 : 0);
      yTrue.push(rng.uniform() < 0.4 ? 1 : 0);
      sex.push(name);
    }
  }
  return { yTrue, yPred, sensitive: { sex } };
}

const codeOf = (request: unknown) => {
  try {
    fairness(request as FairnessRequest);
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe('the four-fifths rule', () => {
  const verdict = (groups: Parameters<typeof decisions>[0]) => fairness(decisions(groups)).by[0].fourFifths;

  it('is broken beyond chance by many rows', () => {
    expect(verdict({ f: [1000, 0.3], m: [1000, 0.5] })).toEqual({
      verdict: 'broken',
      ratio: 0.6,
      broken: [['f', 'm']],
    });
  });

  it('holds beyond chance for many rows', () => {
    expect(verdict({ f: [2000, 0.49], m: [2000, 0.5] })?.verdict).toBe('holds');
  });

  it('is not distinguishable for few rows, whatever the ratio says', () => {
    expect(verdict({ f: [40, 0.3], m: [40, 0.5] })).toMatchObject({ verdict: 'not_distinguishable', ratio: 0.6 });
    expect(verdict({ f: [40, 0.5], m: [40, 0.5] })).toMatchObject({ verdict: 'not_distinguishable', ratio: 1 });
  });

  it('asks more of one pair among many groups', () => {
    const two = { f: [120, 0.4], m: [120, 0.7] } as const;
    expect(verdict({ f: [...two.f], m: [...two.m] })?.verdict).toBe('broken');
    const others = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`g${i}`, [120, 0.55] as [number, number]]));
    expect(verdict({ f: [...two.f], m: [...two.m], ...others })?.verdict).toBe('not_distinguishable');
  });

  it('says nothing of one group, of small groups, or where nobody is selected', () => {
    const nothing = { verdict: 'not_comparable', ratio: null, broken: [] };
    expect(verdict({ f: [100, 0.3] })).toEqual(nothing);
    expect(verdict({ f: [100, 0.3], m: [29, 0.5] })).toEqual(nothing);
    expect(verdict({ f: [100, 0], m: [100, 0] })).toEqual(nothing);
  });

  it('seldom errs where the truth is at its border', () => {
    const rng = createRng(4).split('border');
    let [broken, holds] = [0, 0];
    for (let sample = 0; sample < 200; sample++) {
      const rate = (row: number) => (row % 2 === 0 ? 0.5 : 0.4);
      const yPred = Array.from({ length: 600 }, (_, row) => (rng.uniform() < rate(row) ? 1 : 0));
      const sex = yPred.map((_, row) => row % 2);
      const { fourFifths } = fairness({ yTrue: yPred, yPred, sensitive: { sex }, metrics: [] }).by[0];
      if (fourFifths?.verdict === 'broken') broken++;
      if (fourFifths?.verdict === 'holds') holds++;
    }
    expect(broken).toBeLessThan(12);
    expect(holds).toBeLessThan(12);
  });
});

describe('groups', () => {
  it('that are too small are counted only', () => {
    const { groups, comparisons } = fairness(decisions({ a: [100, 0.3], b: [29, 0.9], c: [30, 0.2] })).by[0];
    expect(groups.map(({ label, count, tooSmall }) => [label, count, tooSmall])).toEqual([
      ['a', 100, false],
      ['b', 29, true],
      ['c', 30, false],
    ]);
    expect(groups[1].metrics).toEqual({});
    expect(comparisons['selection_rate']).toMatchObject({ lowest: 'c', highest: 'a', leftOut: [] });
    // 30 rows, of which some are positive: large enough as a group, too few as a share of positives.
    expect(comparisons['true_positive_rate']).toMatchObject({ lowest: null, difference: { value: null, ci: null } });
    expect(comparisons['true_positive_rate'].leftOut).toEqual(['c']);
  });

  it('without positives have no true positive rate', () => {
    const sensitive = { g: ['a', 'a', 'b', 'b', 'c'] };
    const found = fairness({ yTrue: [1, 0, 0, 0, 1], yPred: [1, 1, 1, 0, 1], sensitive, minSupport: 1 }).by[0];
    expect(found.groups[1].metrics['true_positive_rate']).toEqual({ value: null, ci: null });
    expect(found.comparisons['true_positive_rate']).toMatchObject({ leftOut: ['b'], difference: { value: 0 } });
  });

  it('are taken of text, numbers and truth values, in order, with missing values in none', () => {
    const yTrue = [1, 0, 1, 0, 1];
    const by = (values: (number | string | boolean | null)[]) =>
      fairness({ yTrue, yPred: yTrue, sensitive: { g: values } as never, minSupport: 1 }).by[0];
    expect(by([10, 9, null, 9, Number.NaN])).toMatchObject({ missing: 2, groups: [{ label: '9' }, { label: '10' }] });
    expect(by([true, false, null, true, true]).groups.map(({ label }) => label)).toEqual(['false', 'true']);
    expect(by(['b', 'a', 'B', null, 'b']).groups.map(({ label }) => label)).toEqual(['B', 'a', 'b']);
  });

  it('of several columns are the combinations that occur', () => {
    const yTrue = [1, 0, 1, 0];
    const sensitive = { a: ['x', 'x / y', 'x', null], b: ['y / z', 'z', 'q', 'q'], c: [1, 1, 2, 2] };
    const request = { yTrue, yPred: yTrue, sensitive, minSupport: 1 };
    const { by } = fairness(request);
    expect(by).toHaveLength(4);
    expect(by[3]).toMatchObject({ columns: ['a', 'b', 'c'], missing: 1 });
    expect(by[3].groups.map(({ values }) => values)).toEqual([
      ['x', 'q', '2'],
      ['x', 'y / z', '1'],
      ['x / y', 'z', '1'],
    ]);
    // Two groups may have one label; each has its own figures.
    expect(by[3].groups.map(({ metrics }) => metrics['selection_rate'].value)).toEqual([1, 1, 0]);
    expect(fairness({ ...request, intersect: false }).by).toHaveLength(3);
    expect(fairness({ ...request, sensitive: tableFrom(sensitive) })).toEqual(fairness(request));
  });

  it('may be a thousand, not more', () => {
    const rows = 3003;
    const values = Array.from({ length: rows }, (_, row) => row % 1000);
    const yPred = values.map((value) => value % 2);
    const request = { yTrue: yPred, yPred, sensitive: { zip: values }, minSupport: 3 };
    const { groups, fourFifths } = fairness(request).by[0];
    expect(groups).toHaveLength(1000);
    expect(fourFifths?.verdict).toBe('not_distinguishable');
    expect(codeOf({ ...request, sensitive: { zip: values.map((_, row) => row % 1001) } })).toBe('VALUE_INVALID');
    const both = { a: values.map((value) => value % 40), b: values.map((value) => Math.floor(value / 25) % 40) };
    expect(codeOf({ ...request, sensitive: both })).toBe(undefined);
    const many = { a: values.map((_, row) => row % 53), b: values.map((_, row) => row % 47) };
    expect(codeOf({ ...request, sensitive: many })).toBe('VALUE_INVALID');
    expect(codeOf({ ...request, sensitive: many, intersect: false })).toBe(undefined);
  });
});

describe('input', () => {
  const good = { yTrue: [1, 0], yPred: [1, 1], sensitive: { g: ['a', 'b'] } };

  it.each([
    ['no rows', { ...good, yTrue: [], yPred: [], sensitive: { g: [] } }, 'ROWS_TOO_FEW'],
    ['no predictions', { ...good, yPred: undefined }, 'PARAM_INVALID'],
    ['predictions of another length', { ...good, yPred: [1] }, 'SHAPE_MISMATCH'],
    ['probabilities of another length', { ...good, probabilities: [1] }, 'SHAPE_MISMATCH'],
    ['a probability above 1', { ...good, probabilities: [1, 1.5] }, 'VALUE_INVALID'],
    ['a missing truth', { ...good, yTrue: [1, Number.NaN] }, 'VALUE_INVALID'],
    ['a class that is none', { ...good, yPred: [1, 2] }, 'VALUE_INVALID'],
    ['a regression without numbers', { ...good, task: 'regression', yPred: [1, Number.NaN] }, 'VALUE_INVALID'],
    ['nothing sensitive', { ...good, sensitive: undefined }, 'PARAM_INVALID'],
    ['no sensitive column', { ...good, sensitive: {} }, 'PARAM_INVALID'],
    ['an absent sensitive column', { ...good, sensitive: { g: undefined } }, 'VALUE_INVALID'],
    ['a sensitive column of another length', { ...good, sensitive: { g: ['a'] } }, 'SHAPE_MISMATCH'],
    ['a sensitive column without values', { ...good, sensitive: { g: [null, null] } }, 'VALUE_INVALID'],
    [
      'instants',
      { ...good, sensitive: tableOf([{ kind: 'datetime', name: 'g', values: Float64Array.of(1, 2) }]) },
      'VALUE_INVALID',
    ],
    ['an unknown metric', { ...good, metrics: ['selectionrate'] }, 'PARAM_INVALID'],
    ['a metric of another task', { ...good, metrics: ['mae'] }, 'METRIC_UNFIT'],
    ['a metric of probabilities that are not there', { ...good, metrics: ['roc_auc'] }, 'METRIC_UNFIT'],
    ['a rate of another task', { ...good, task: 'multiclass', metrics: ['selection_rate'] }, 'PARAM_INVALID'],
    ['a minimum support of 0', { ...good, minSupport: 0 }, 'PARAM_INVALID'],
    ['a seed below 0', { ...good, seed: -1 }, 'PARAM_INVALID'],
  ])('with %s is refused', (_, request, code) => {
    expect(codeOf(request)).toBe(code);
  });

  it('of one group has figures and nothing to compare', () => {
    const found = fairness({ ...good, sensitive: { g: ['a', 'a'] }, minSupport: 1 }).by[0];
    expect(found.groups[0].metrics).toEqual(fairness({ ...good, minSupport: 1 }).overall);
    expect(found.comparisons['accuracy']).toMatchObject({ groupMin: null, ratio: { value: null, ci: null } });
    expect(found.parity?.equalized_odds_difference).toEqual({ value: null, ci: null });
  });

  it('may be a multiclass task, with or without probabilities', () => {
    const yTrue = [0, 1, 2, 0, 1, 2];
    const sensitive = { g: [0, 0, 0, 1, 1, 1] };
    const probabilities = [0, 1, 2].map((k) => yTrue.map((y, row) => (y === k && row !== 5 ? 0.8 : 0.1)));
    const request = { task: 'multiclass' as const, yTrue, sensitive, minSupport: 1 };
    const found = fairness({ ...request, probabilities, metrics: ['accuracy', 'log_loss'] });
    expect(found.by[0].groups.map(({ metrics }) => metrics['accuracy'].value)).toEqual([1, 2 / 3]);
    expect(found.by[0].comparisons['log_loss'].groupMax).toBeGreaterThan(0.5);
    expect(fairness({ ...request, yPred: [0, 1, 2, 0, 1, 0] }).overall['accuracy'].value).toBeCloseTo(5 / 6, 12);
  });
});

describe('fairness', () => {
  const sample = fc
    .array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1), fc.constantFrom('a', 'b', 'c')), { minLength: 2 })
    .map((rows) => ({
      yTrue: rows.map(([y]) => y),
      yPred: rows.map(([, p]) => p),
      sensitive: { g: rows.map(([, , g]) => g) },
      minSupport: 1,
    }));

  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(sample, fc.nat(), (request, seed) => {
        const order = createRng(seed).permutation(request.yTrue.length);
        const moved = <T>(values: T[]) => Array.from(order, (row) => values[row]);
        const permuted = {
          ...request,
          yTrue: moved(request.yTrue),
          yPred: moved(request.yPred),
          sensitive: { g: moved(request.sensitive.g) },
        };
        expect(fairness(permuted)).toEqual(fairness(request));
      }),
    );
  });

  it('depends on the names of groups in nothing but the names', () => {
    const renamed: Record<string, string> = { a: 'one', b: 'two', c: 'x' };
    fc.assert(
      fc.property(sample, (request) => {
        const found = JSON.stringify(fairness(request)).replace(
          /"([abc])"/g,
          (_, name: string) => `"${renamed[name]}"`,
        );
        const sensitive = { g: request.sensitive.g.map((name) => renamed[name]) };
        expect(JSON.stringify(fairness({ ...request, sensitive }))).toBe(found);
      }),
    );
  });

  it('turns rates round when classes are turned round', () => {
    fc.assert(
      fc.property(sample, (request) => {
        const turn = (codes: number[]) => codes.map((code) => 1 - code);
        const here = fairness(request).by[0];
        const there = fairness({ ...request, yTrue: turn(request.yTrue), yPred: turn(request.yPred) }).by[0];
        for (const [g, { metrics }] of here.groups.entries()) {
          const turned = there.groups[g].metrics;
          expect(turned['true_negative_rate']).toEqual(metrics['true_positive_rate']);
          expect(turned['false_positive_rate']).toEqual(metrics['false_negative_rate']);
          expect(turned['accuracy']).toEqual(metrics['accuracy']);
        }
        const difference = here.comparisons['selection_rate'].difference.value;
        if (difference !== null)
          expect(there.comparisons['selection_rate'].difference.value).toBeCloseTo(difference, 12);
      }),
    );
  });

  it('keeps the intervals of metrics that are resampled for the same seed only', () => {
    const request = { ...decisions({ a: [80, 0.3], b: [90, 0.5] }), metrics: ['f1', 'mcc'] };
    expect(fairness({ ...request, seed: 1 })).toEqual(fairness({ ...request, seed: 1 }));
    const [one, two] = [1, 2].map((seed) => fairness({ ...request, seed }).by[0].comparisons['f1'].difference);
    expect(one.value).toBe(two.value);
    expect(one.ci).not.toEqual(two.ci);
    expect(one.ci![0]).toBeLessThan(one.value!);
    expect(one.ci![1]).toBeGreaterThan(one.value!);
    // A metric that may be negative has no ratio.
    expect(fairness(request).by[0].comparisons['mcc'].ratio).toEqual({ value: null, ci: null });
  });

  it('asks more of the distance to all rows when there are more rows than the two groups', () => {
    const two = decisions({ a: [200, 0.3], b: [200, 0.5] });
    const width = (request: FairnessRequest) => {
      const { ci } = fairness(request).by[0].comparisons['selection_rate'].differenceToOverall;
      return ci![1] - ci![0];
    };
    const small = decisions({ a: [200, 0.3], b: [200, 0.5], c: [1, 0] });
    expect(width(small)).toBeGreaterThan(1.1 * width(two));
  });

  it('takes a number column of a table', () => {
    const sensitive = tableOf([numberColumn('age', [1, 2])]);
    expect(fairness({ yTrue: [1, 0], yPred: [1, 0], sensitive, minSupport: 1 }).by[0].groups).toHaveLength(2);
  });
});
