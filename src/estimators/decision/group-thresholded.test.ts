/** Answers by thresholds per group: who is in which group, and what happens to those in none. */
import { describe, expect, it } from 'vitest';
import '../index.ts';
import { createRng } from '../../math/philox.ts';
import { booleanColumn, numberColumn, stringColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import { fitEstimator, predictWith } from '../fit.ts';
import { decideByGroup, type GroupRule } from './group-rule.ts';
import { groupThresholdedOf, withoutGroups } from './group-thresholded.ts';

const rule: GroupRule = {
  columns: ['sex'],
  groups: [
    { values: ['f'], threshold: 0.2 },
    { values: ['m'], threshold: 0.8 },
  ],
  otherwise: 0.5,
};
const half = Float64Array.of(0.3, 0.3, 0.7, 0.9, 0.6, 0.6);
const people = tableOf([
  stringColumn('sex', ['f', 'm', 'm', 'm', 'x', null]),
  numberColumn('x', [0, 1, 2, 3, 4, 5]),
  booleanColumn('old', [true, false, true, false, true, false]),
]);

describe('a rule', () => {
  it('decides by the threshold of the group; unknown and missing groups by the other one', () => {
    expect([...decideByGroup(rule, people, half)]).toEqual([1, 0, 0, 1, 1, 1]);
  });

  it('takes -1 as everyone and 1 as nobody', () => {
    const groups = [
      { values: ['f'], threshold: 1 },
      { values: ['m'], threshold: -1 },
    ];
    expect([...decideByGroup({ ...rule, groups }, people, Float64Array.of(1, 0, 0, 0, 0, 0))]).toEqual([
      0, 1, 1, 1, 0, 0,
    ]);
  });

  it('reads numbers, truth values and several columns as groups are named', () => {
    const together = { columns: ['x', 'old'], groups: [{ values: ['2', 'true'], threshold: 0.9 }], otherwise: 0.5 };
    expect([...decideByGroup(together, people, half)]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('needs its columns', () => {
    expect(() => decideByGroup({ ...rule, columns: ['race'] }, people, half)).toThrow(
      expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }),
    );
  });
});

describe('a fitted classifier', () => {
  const y = Float64Array.of(0, 1, 0, 1, 1, 1);
  const input = { X: people, y, task: 'binary' as const, nClasses: 2 };
  const estimator = { name: 'pipeline', params: { steps: [{ name: 'majority', params: {} }] } };
  const context = () => ({ rng: createRng(3) });

  it('is the same fitted inside or wrapped afterwards, and its probabilities stay', () => {
    const params = { estimator, rule };
    const fitted = fitEstimator({ name: 'group_thresholded', params }, input, context());
    const inner = fitEstimator(estimator, input, context());
    expect(groupThresholdedOf(params, inner)).toEqual(fitted);
    const said = predictWith(fitted, people);
    expect(said.probabilities).toEqual(predictWith(inner, people).probabilities);
    expect([...said.values]).toEqual([1, 0, 0, 0, 1, 1]);
    expect([...withoutGroups(fitted, people)!.values]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(withoutGroups(inner, people)).toBeUndefined();
  });

  it('refuses groups of another number of columns', () => {
    const params = { estimator, rule: { ...rule, groups: [{ values: ['f', 'old'], threshold: 0.5 }] } };
    expect(() => fitEstimator({ name: 'group_thresholded', params }, input, context())).toThrow(
      expect.objectContaining({ code: 'PARAM_INVALID' }),
    );
  });
});
