import { describe, expect, it } from 'vitest';
import { costMetric } from '../../metrics/business/cost.ts';
import { tableFrom } from '../../table/build.ts';
import { evaluate } from '../evaluation.ts';
import { fairnessSchema } from '../fairness/declared-fairness.ts';
import { judgeFairness } from '../fairness/judge-fairness.ts';
import { decideGates } from './decide-gates.ts';
import { gatesSchema } from './declared-gate.ts';
import { type GateSubject, measureGates } from './measure-gates.ts';

const n = 1000;
const at = Array.from({ length: n }, (_, i) => i);
const target = {
  task: 'binary' as const,
  classes: ['no', 'yes'],
  values: Float64Array.from(at, (i) => Number((i * 7) % 10 < 5)),
};
/** Right but for every eighth row, and in the south for every second one; women are chosen less often. */
const yes = Float64Array.from(at, (i) => {
  const wrong = i % 8 === 0 || (i % 5 === 0 && i % 2 === 1);
  const chosen = wrong ? 1 - target.values[i] : target.values[i];
  return i % 3 === 0 && i % 12 !== 0 ? 0.4 * chosen : 0.2 + 0.6 * chosen;
});
const predictions = { values: yes.map((p) => Number(p > 0.5)), probabilities: [yes.map((p) => 1 - p), yes] };
const table = tableFrom({
  region: at.map((i) => (i % 5 === 0 ? 'south' : 'north')),
  sex: at.map((i) => (i % 3 === 0 ? 'female' : 'male')),
  age: at.map((i) => 20 + (i % 50)),
});
const settings = fairnessSchema.parse({ sensitive: ['sex', 'region'] });
const cost = costMetric([
  [0, 1],
  [10, 0],
]);
const subject: GateSubject = {
  target,
  predictions,
  table,
  inputs: ['region', 'age'],
  metrics: evaluate({ target, predictions, extra: [cost], seed: 1 }).metrics,
  fairness: judgeFairness({ settings, target, predictions, table, source: 'the data', metrics: ['roc_auc'], seed: 1 }),
  footprint: { latency_us: 120, bytes: 5000 },
  cost,
  seed: 1,
};

function decide(gate: Record<string, unknown>, of: GateSubject = subject) {
  return decideGates(measureGates(gatesSchema.parse([gate]), of))[0];
}

const little = 1e-9;

/** Every figure that a gate can name, as a gate without its limits. */
const figures: Record<string, unknown>[] = [
  { metric: 'roc_auc' },
  { metric: 'log_loss' },
  { metric: 'accuracy', slice: { region: 'south' } },
  { metric: 'f1', slice: { age: { min: 30, below: 40 }, region: { in: ['north', 'south'] } } },
  { metric: 'accuracy', slice: 'weakest' },
  { metric: 'mcc' },
  { metric: 'cost' },
  { metric: 'cost', slice: 'weakest' },
  { metric: 'demographic_parity_ratio', sensitive: ['sex'] },
  { metric: 'demographic_parity_difference', sensitive: ['region', 'sex'] },
  { metric: 'equalized_odds_difference', sensitive: ['sex'] },
  { metric: 'equal_opportunity_ratio', sensitive: ['sex'] },
  { metric: 'false_negative_rate_difference', sensitive: ['sex'] },
  { metric: 'accuracy_ratio_to_overall', sensitive: ['region'] },
  { metric: 'roc_auc_difference', sensitive: ['sex'] },
];

describe('gates', () => {
  for (const bound of ['estimate', 'lower', 'upper'] as const) {
    it.each(figures)(`open at the limit and shut just past it, by the ${bound}: %j`, (figure) => {
      const { value, ci } = decide({ ...figure, min: 0 });
      const reached = bound === 'estimate' ? value! : ci![bound === 'lower' ? 0 : 1];
      for (const [limits, passed] of [
        [{ min: reached }, true],
        [{ min: reached + little }, false],
        [{ max: reached }, true],
        [{ max: reached - little }, false],
        [{ min: reached - little, max: reached + little }, true],
      ] as const) {
        expect(decide({ ...figure, bound, ...limits }), JSON.stringify(limits)).toMatchObject({
          passed,
          value,
          problem: '',
        });
      }
    });
  }

  it.each([
    ['latency_us', 120],
    ['bytes', 5000],
    ['selection_rate_group_min', undefined],
    ['accuracy_group_max', undefined],
  ])('open at the limit of %s, which has no interval', (metric, known) => {
    const value = known ?? decide({ metric, min: 0, sensitive: ['sex'] }).value!;
    const more = known === undefined ? { sensitive: ['sex'] } : {};
    expect(decide({ metric, ...more, max: value }).passed).toBe(true);
    expect(decide({ metric, ...more, max: value - little }).passed).toBe(false);
    expect(decide({ metric, ...more, max: value, bound: 'upper' })).toMatchObject({
      passed: false,
      problem: 'it has no interval',
    });
  });

  it('give the same figures as the libraries they ask', () => {
    expect(decide({ metric: 'roc_auc', min: 0 }).value).toBe(subject.metrics['roc_auc'].value);
    const { parity } = subject.fairness!.by[0];
    expect(decide({ metric: 'demographic_parity_ratio', sensitive: ['sex'], min: 0 }).value).toBe(
      parity!.demographic_parity_ratio.value,
    );
    const south = at.filter((i) => i % 5 === 0);
    const right = south.filter((i) => predictions.values[i] === target.values[i]).length;
    expect(decide({ metric: 'accuracy', slice: { region: 'south' }, min: 0 })).toMatchObject({
      value: right / south.length,
      on: 'region = "south" (200 rows)',
    });
  });

  it('judge cost by the prices of the model, and only of one that has some', () => {
    const missed = at.filter((i) => target.values[i] === 1 && predictions.values[i] === 0).length;
    const alarms = at.filter((i) => target.values[i] === 0 && predictions.values[i] === 1).length;
    expect(decide({ metric: 'cost', max: 10 }).value).toBeCloseTo((10 * missed + alarms) / n, 12);
    const south = decide({ metric: 'cost', slice: { region: 'south' }, max: 10 });
    expect(south.on).toBe('region = "south" (200 rows)');
    expect(south.value! > decide({ metric: 'cost', max: 10 }).value!).toBe(true);
    const refused = (of: GateSubject, message: RegExp, code: string) =>
      expect(() => decide({ metric: 'cost', max: 1 }, of)).toThrow(
        expect.objectContaining({ code, message: expect.stringMatching(message) }),
      );
    const priceless = { ...subject, cost: undefined };
    refused(priceless, /gates\.0\.metric: .*without --costs in training/, 'PARAM_INVALID');
    const numbers = { ...subject, target: { ...target, task: 'regression' as const, classes: [] } };
    refused(numbers, /metric cost does not fit task regression/, 'METRIC_UNFIT');
  });

  it('find the weakest slice', () => {
    const found = decide({ metric: 'accuracy', slice: 'weakest', min: 0.9 });
    expect(found).toMatchObject({ passed: false, name: 'accuracy of the weakest slice' });
    expect(found.on).toMatch(/region = "south"/);
    const perfect = {
      ...subject,
      predictions: { ...predictions, values: target.values },
      metrics: { accuracy: { value: 1, ci: null } },
    };
    expect(decide({ metric: 'accuracy', slice: 'weakest', min: 0.99 }, perfect)).toMatchObject({
      passed: true,
      value: 1,
    });
  });

  it('ask every grouping and tell the one that is worst', () => {
    const values = subject.fairness!.by.map(({ parity }) => parity!.demographic_parity_ratio.value!);
    expect(values).toHaveLength(3);
    const least = Math.min(...values);
    expect(decide({ metric: 'demographic_parity_ratio', min: least }).passed).toBe(true);
    expect(decide({ metric: 'demographic_parity_ratio', min: least + little })).toMatchObject({
      passed: false,
      value: least,
    });
  });

  it('do not open for what is not defined', () => {
    const oneClass = { ...subject, metrics: { ...subject.metrics, roc_auc: { value: null, ci: null } } };
    expect(decide({ metric: 'roc_auc', min: 0 }, oneClass)).toMatchObject({
      passed: false,
      problem: 'it is not defined on the judged rows',
    });
    expect(decide({ metric: 'accuracy', slice: { region: 'west' }, min: 0 })).toMatchObject({
      passed: false,
      problem: 'no judged row is like that',
    });
  });

  it('judge figures as they may be told', () => {
    const [measured] = measureGates(gatesSchema.parse([{ metric: 'accuracy', min: 0.5, bound: 'lower' }]), subject);
    expect(decideGates([measured])[0].passed).toBe(true);
    const wide = decideGates([measured], ({ value }, bounds) => ({ value, ci: [bounds[0], bounds[1]] }));
    expect(wide[0]).toMatchObject({ passed: false, ci: [0, 1] });
  });

  it('say their law', () => {
    expect(decide({ metric: 'accuracy', min: 0.1, max: 0.9, bound: 'lower' }).law).toBe(
      'accuracy >= 0.1 and accuracy <= 0.9 (lower end of the interval)',
    );
    expect(decide({ metric: 'accuracy', min: 0.1, name: 'good enough' }).name).toBe('good enough');
  });

  it.each([
    [{ metric: 'roc_acu', min: 1 }, /gates\.0\.metric: .* got "roc_acu"; did you mean "roc_auc"\?/],
    [{ metric: 'rmse', max: 1 }, /metric rmse does not fit task binary/],
    [{ metric: 'roc_auc_ovr', max: 1 }, /metric roc_auc_ovr does not fit task binary/],
    [{ metric: 'csot', max: 1 }, /did you mean "cost"\?/],
    [
      { metric: 'bytes', max: 1, sensitive: ['sex'] },
      /gates\.0\.sensitive: expected no value without a figure of fairness/,
    ],
    [{ metric: 'bytes', max: 1, slice: 'weakest' }, /gates\.0\.slice: expected no value without a metric/],
    [
      { metric: 'accuracy', min: 1, sensitive: ['sex'] },
      /gates\.0\.sensitive: expected no value without a figure of fairness/,
    ],
    [
      { metric: 'demographic_parity_ratio', min: 1, sensitive: ['race'] },
      /gates\.0\.sensitive: expected one of the groupings that are judged: sex, region, sex \/ region/,
    ],
    [
      { metric: 'accuracy', min: 1, slice: { town: 'x' } },
      /column "town" is not in the data; its columns are: region, sex, age/,
    ],
  ])('refuse what cannot be judged: %j', (gate, words) => {
    expect(() => decide(gate)).toThrow(words);
  });

  it('refuse fairness without sensitive columns', () => {
    const unjudged = { ...subject, fairness: undefined };
    expect(() => decide({ metric: 'demographic_parity_ratio', min: 1 }, unjudged)).toThrow(
      /expected no figure of fairness without fairness\.sensitive/,
    );
  });

  it.each([
    [{ metric: 'roc_auc' }, 'min', 'min or max is needed'],
    [{ metric: 'roc_auc', min: 1, max: 0 }, 'max', 'must not be below min'],
    [{ metric: 'roc_auc', min: 1, bound: 'low' }, 'bound', ''],
    [{ metric: 'roc_auc', min: 1, slice: 'worst' }, 'slice', '"weakest", or what the rows must hold'],
    [{ metric: 'roc_auc', min: 1, slice: { a: 1 }, sensitive: ['b'] }, 'sensitive', 'not judged within a slice'],
  ])('name the field of a configuration that is wrong: %j', (gate, field, words) => {
    const [issue] = gatesSchema.safeParse([gate]).error!.issues;
    expect(issue.path).toEqual([0, field]);
    expect(issue.message).toContain(words);
  });
});
