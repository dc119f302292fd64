/** Thresholds by group as a training finds them: which groups get one, and for what. */
import { describe, expect, it } from 'vitest';
import { fairnessSchema } from '../evaluate/fairness/declared-fairness.ts';
import { singleThresholds } from '../evaluate/fairness/single-thresholds.ts';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import { stringColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { fairObjective, groupThresholds, orientedConstraint } from './group-thresholds.ts';

const n = 400;
const rng = createRng(3);
const group = Array.from({ length: n }, (_, row) => (row < 4 ? 'few' : row < 10 ? null : row % 3 === 0 ? 'a' : 'b'));
const positive = Float64Array.from(group, (name) => Math.min(1, rng.uniform() * (name === 'a' ? 0.7 : 1)));
const yTrue = positive.map((p) => (rng.uniform() < p ? 1 : 0));
const rows = Int32Array.from({ length: n }, (_, row) => row);
const held = { rows, yTrue, probabilities: [positive.map((p) => 1 - p), positive] };
const job = {
  table: tableOf([stringColumn('group', group)]),
  classes: ['no', 'yes'],
  settings: fairnessSchema.parse({ sensitive: ['group'] }),
  constraint: 'demographic_parity',
  objective: 'accuracy',
  otherwise: 0.4,
} as const;

it('are those of the optimiser over groups with rows enough; all others keep the plain threshold', () => {
  const own = rows.filter((row) => row >= 10);
  const expected = singleThresholds({
    yTrue: [...own].map((row) => yTrue[row]),
    probabilities: [...own].map((row) => positive[row]),
    sensitive: { group: [...own].map((row) => group[row]) },
    constraint: 'demographic_parity',
  });
  expect(groupThresholds(held, job)).toEqual({
    columns: ['group'],
    groups: expected.map(({ values, threshold }) => ({ values, threshold })),
    otherwise: 0.4,
  });
  expect(expected.map(({ values }) => values[0])).toEqual(['a', 'b']);
});

it('are none where fewer than two groups have what the constraint looks at', () => {
  const oneSided = yTrue.map((y, row) => (group[row] === 'a' ? 0 : y));
  const asked = { ...job, constraint: 'equal_opportunity' as const };
  expect(groupThresholds({ ...held, yTrue: oneSided }, asked).groups).toEqual([]);
  expect(groupThresholds({ ...held, yTrue: oneSided }, job).groups).toHaveLength(2);
});

describe('the other class selected', () => {
  it('turns true positives into false ones', () => {
    const turned = (constraint: 'equal_opportunity' | 'predictive_equality' | 'equalized_odds', name?: string) =>
      orientedConstraint(constraint, { positive: name }, ['no', 'yes']);
    expect(turned('equal_opportunity')).toBe('equal_opportunity');
    expect(turned('equal_opportunity', 'yes')).toBe('equal_opportunity');
    expect(turned('equal_opportunity', 'no')).toBe('predictive_equality');
    expect(turned('predictive_equality', 'no')).toBe('equal_opportunity');
    expect(turned('equalized_odds', 'no')).toBe('equalized_odds');
  });
});

it('are as accurate as they can be, or balanced where that is asked for', () => {
  const auc = metricByName('roc_auc');
  expect(fairObjective('auto', auc)).toBe('accuracy');
  expect(fairObjective('youden', auc)).toBe('balanced_accuracy');
  expect(fairObjective('auto', metricByName('balanced_accuracy'))).toBe('balanced_accuracy');
  expect(fairObjective('none', metricByName('balanced_accuracy'))).toBe('accuracy');
});
