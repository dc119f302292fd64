/** Mitigations that fit neither the task nor the groups are refused with what to do. */
import { describe, expect, it } from 'vitest';
import { fairnessSchema } from '../evaluate/fairness/declared-fairness.ts';
import { stringColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { checkMitigation } from './check-mitigation.ts';

const n = 120;
const y = Float64Array.from({ length: n }, (_, row) => row % 2);
const classes = ['no', 'yes'];
/** Group c has but 2 rows, d no row of class 1. */
const groups = Array.from({ length: n }, (_, row) => (row < 2 ? 'c' : row % 3 === 0 ? 'a' : 'b'));
const lone = groups.map((group, row) => (y[row] === 0 && row % 4 === 0 ? 'd' : group));
const made = (values: string[]) => ({
  target: { name: 'y', task: 'binary' as const, classes, values: y },
  table: tableOf([stringColumn('group', values)]),
});
const fairness = fairnessSchema.parse({ sensitive: ['group'], minSupport: 20 });
const reweighing = { method: 'reweighing' } as const;
const thresholds = { method: 'thresholds', constraint: 'equalized_odds' } as const;

describe('takes', () => {
  it.each([
    ['nothing to do', {}],
    ['groups large enough, and small ones beside', { mitigation: reweighing, fairness }],
    ['thresholds', { mitigation: thresholds, fairness, decideBy: 'balanced_accuracy' as const }],
  ])('%s', (_, request) => {
    expect(() => checkMitigation(request, made(groups))).not.toThrow();
  });

  it('a group of one class where only selection rates are to be equal', () => {
    const mitigation = { ...thresholds, constraint: 'demographic_parity' } as const;
    expect(() => checkMitigation({ mitigation, fairness }, made(lone))).not.toThrow();
  });

  it('a group of one class whose other class is the one that the constraint looks at', () => {
    const mitigation = { ...thresholds, constraint: 'equal_opportunity' } as const;
    const ofNo = { ...fairness, positive: 'no' };
    expect(() => checkMitigation({ mitigation, fairness: ofNo }, made(lone))).not.toThrow();
    expect(() => checkMitigation({ mitigation, fairness }, made(lone))).toThrow('join the group with another');
  });
});

describe('refuses', () => {
  it.each([
    ['no sensitive column', { fairness: undefined }, 'PARAM_INVALID', '--sensitive'],
    ['a threshold besides', { threshold: 0.3 }, 'PARAM_INVALID', 'leave it out'],
    ['costs besides', { costs: { matrix: [] } as never }, 'PARAM_INVALID', 'leave it out'],
    ['another metric to decide by', { decideBy: 'f1' as const }, 'PARAM_INVALID', 'balanced_accuracy'],
    ['too few rows in all groups but one', { fairness: { ...fairness, minSupport: 60 } }, 'PARAM_INVALID', '60 rows'],
  ])('%s', (_, change, code, words) => {
    const request = { mitigation: thresholds, fairness, ...change };
    const refused = () => checkMitigation(request, made(groups));
    expect(refused).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
  });

  it.each([reweighing, thresholds])('a group of one class under $method', (mitigation) => {
    const refused = () => checkMitigation({ mitigation, fairness }, made(lone));
    expect(refused).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
    expect(refused).toThrow('group "d" of "group"');
  });

  it('numbers, and thresholds of many classes', () => {
    const { table, target } = made(groups);
    const of = (task: 'regression' | 'multiclass') => ({ table, target: { ...target, task } });
    const unfit = expect.objectContaining({ code: 'TASK_UNFIT' });
    expect(() => checkMitigation({ mitigation: reweighing, fairness }, of('regression'))).toThrow(unfit);
    expect(() => checkMitigation({ mitigation: thresholds, fairness }, of('multiclass'))).toThrow(unfit);
    expect(() => checkMitigation({ mitigation: reweighing, fairness }, of('multiclass'))).not.toThrow();
  });
});
