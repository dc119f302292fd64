/** What is made of a chosen model: calibrated or not, and by which rule it answers. */
import { describe, expect, it } from 'vitest';
import type { Fold } from '../estimators/estimator.ts';
import { log } from '../math/log.ts';
import { createRng } from '../math/philox.ts';
import { sigmoid } from '../math/sigmoid.ts';
import { metricByName } from '../metrics/index.ts';
import { numberColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { checkAnswerSettings } from './check-answer-settings.ts';
import { parseCosts } from './costs.ts';
import { type AnswerSettings, settle } from './settle.ts';

/**
 * Held-out predictions of `nRows`: the truth follows sigmoid(odds), the model says sigmoid(sure * odds).
 * `base` shifts how many are positive.
 */
function chosen(
  nRows: number,
  {
    sure = 1,
    base = 0,
    seed = 1,
    oneFold = false,
  }: { sure?: number; base?: number; seed?: number; oneFold?: boolean } = {},
) {
  const rng = createRng(seed);
  const odds = Float64Array.from({ length: nRows }, () => base + 2 * rng.normal());
  const y = odds.map((z) => (rng.uniform() < sigmoid(z) ? 1 : 0));
  const all = Int32Array.from({ length: nRows }, (_, row) => row);
  const parts = [0, 1, 2, 3, 4].map((fold): Fold => {
    return { train: all.filter((row) => row % 5 !== fold), valid: all.filter((row) => row % 5 === fold) };
  });
  const [{ valid: earlier, train: later }] = parts;
  const folds = oneFold ? [{ train: earlier, valid: later }] : parts;
  const said = (rows: Int32Array): Predictions => {
    const positive = Float64Array.from(rows, (row) => sigmoid(sure * odds[row]));
    return { values: positive.map((p) => (p > 0.5 ? 1 : 0)), probabilities: [positive.map((p) => 1 - p), positive] };
  };
  const spec = { name: 'majority', params: {} };
  return {
    choice: { spec, members: [], score: Number.NaN, heldOut: folds.map(({ valid }) => said(valid)) },
    data: { X: tableOf([numberColumn('x', odds)], nRows), y, task: 'binary' as const, nClasses: 2 },
    prepared: {
      target: { name: 'y', task: 'binary' as const, values: y, classes: ['no', 'yes'] },
      groups: undefined,
    },
    folds,
    odds,
  };
}

function settled(made: ReturnType<typeof chosen>, settings: AnswerSettings, metric = 'roc_auc') {
  const { choice, ...rest } = made;
  return settle(choice, { ...rest, metric: metricByName(metric), settings });
}

const sumOf = (counts: readonly (readonly number[])[]) => counts.flat().reduce((sum, one) => sum + one, 0);

describe('probabilities', () => {
  it('that are too sure are cooled, by a calibrator that did not learn from the row', () => {
    const made = chosen(1500, { sure: 3 });
    const { choice, calibration } = settled(made, {});
    expect(choice.spec).toMatchObject({
      name: 'calibrated',
      params: { estimator: made.choice.spec, calibrator: { method: 'temperature' } },
    });
    const { temperature } = (choice.spec.params['calibrator'] ?? {}) as { temperature: number };
    expect(temperature).toBeGreaterThan(2.4);
    expect(temperature).toBeLessThan(3.6);
    expect(calibration).toMatchObject({ asked: 'auto', method: 'temperature', rows: 1500, of: 'positive' });
    expect(calibration!.gain!.ci![0]).toBeGreaterThan(0);
    // Each fold has its own temperature, so the order of all rows is not exactly what one temperature gives.
    const [first] = choice.heldOut;
    const row = made.folds[0].valid[0];
    const own = sigmoid((3 / temperature) * made.odds[row]);
    expect(first.probabilities![1][0]).toBeCloseTo(own, 1);
    expect(first.probabilities![1][0]).not.toBe(own);
  });

  it('are corrected by the other half of the rows where one fold held out all of them', () => {
    const made = chosen(1500, { sure: 3, oneFold: true });
    const { choice, calibration } = settled(made, {});
    const { temperature } = choice.spec.params['calibrator'] as { temperature: number };
    expect(calibration).toMatchObject({ method: 'temperature', rows: 1200 });
    expect(temperature).toBeGreaterThan(2.4);
    const saidAt = (place: number) => choice.heldOut[0].probabilities![1][place];
    const odds = Array.from(made.folds[0].valid, (row) => made.odds[row]);
    const temperatureAt = (place: number) => (3 * odds[place]) / log(saidAt(place) / (1 - saidAt(place)));
    expect(temperatureAt(0)).toBeCloseTo(temperatureAt(599), 6);
    expect(temperatureAt(600)).toBeCloseTo(temperatureAt(1199), 6);
    expect(temperatureAt(0)).not.toBeCloseTo(temperatureAt(600), 6);
  });

  it('of a single held-out row are left alone', () => {
    const made = chosen(2, { oneFold: true });
    made.folds[0] = { train: made.folds[0].train, valid: made.folds[0].valid.subarray(0, 1) };
    expect(settled(made, { calibrate: 'platt' })).toEqual({ choice: made.choice });
  });

  it('that are right stay as they are, and so does everything else', () => {
    const made = chosen(1500);
    const { choice, calibration, decision } = settled(made, {});
    expect(choice).toBe(made.choice);
    expect(calibration).toMatchObject({ method: 'none', before: expect.any(Array) });
    expect(decision).toBeUndefined();
  });

  it('are calibrated as asked, or not at all; a metric of order tries no method that ties rows', () => {
    const made = chosen(1500, { sure: 3 });
    expect(settled(made, { calibrate: 'isotonic' }).calibration).toMatchObject({ method: 'isotonic' });
    expect(settled(made, { calibrate: 'none' }).choice).toBe(made.choice);
    const tried = (metric: string) => settled(made, {}, metric).calibration!.tried.map(({ method }) => method);
    expect(tried('roc_auc')).not.toContain('isotonic');
    expect(tried('log_loss')).toContain('isotonic');
    expect(settled(chosen(80, { sure: 3 }), {}).calibration).toMatchObject({ method: 'none', tried: [{}] });
  });
});

describe('one fold alone, as of three instants', () => {
  /** The first fold of five, as if there were no other. */
  const alone = (nRows: number) => {
    const made = chosen(nRows, { sure: 3 });
    return {
      ...made,
      folds: made.folds.slice(0, 1),
      choice: { ...made.choice, heldOut: made.choice.heldOut.slice(0, 1) },
    };
  };

  it('is calibrated by halves: each is judged by what the other half says', () => {
    const { calibration, choice } = settled(alone(7500), {});
    expect(calibration).toMatchObject({ method: 'temperature', rows: 1500 });
    expect(calibration!.gain!.ci![0]).toBeGreaterThan(0);
    expect(choice.heldOut).toHaveLength(1);
    expect(choice.heldOut[0].probabilities![0]).toHaveLength(1500);
  });

  it('of two rows is no failure, and of one row nothing is settled', () => {
    expect(settled(alone(10), { calibrate: 'platt', decideBy: 'f1' }).calibration).toMatchObject({ method: 'platt' });
    expect(settled(alone(5), { calibrate: 'platt' }).calibration).toBeUndefined();
  });
});

describe('answers', () => {
  it('to a metric of decisions are tuned by default when that gains more than chance', () => {
    const rare = settled(chosen(2000, { base: -3 }), {}, 'f1');
    expect(rare.choice.spec.name).toBe('thresholded');
    expect(rare.decision).toMatchObject({
      by: 'threshold',
      purpose: 'f1',
      positiveClass: 'yes',
      gain: { verdict: 'lift' },
    });
    expect(rare.decision!.threshold).toBeLessThan(0.4);
    expect(rare.decision!.curve!.length).toBeGreaterThan(50);
    const { plain, decided } = rare.decision!.counts!;
    expect(sumOf(plain)).toBe(2000);
    expect(decided![0][1]).toBeGreaterThan(plain[0][1]);
    expect(rare.choice.heldOut[0].values.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
    const even = settled(chosen(2000), {}, 'accuracy');
    expect(even.decision).toMatchObject({ by: 'most_probable', refused: true });
    expect(even.choice.spec.name).toBe('majority');
    expect(settled(chosen(2000, { base: -3 }), { decideBy: 'none' }, 'f1').decision).toBeUndefined();
  });

  it('with one positive in a hundred are not all negative when costs say so', () => {
    const made = chosen(4000, { base: -7 });
    const positives = made.data.y.reduce((sum, one) => sum + one, 0);
    expect(positives / 4000).toBeLessThan(0.02);
    const { choice, decision } = settled(made, { costs: parseCosts('false_negative=100,false_positive=1') });
    expect(decision).toMatchObject({ by: 'threshold', purpose: 'cost', gain: { verdict: 'lift' } });
    const said = choice.heldOut.flatMap(({ values }) => [...values]);
    const alarms = said.reduce((sum, one) => sum + one, 0);
    expect(alarms).toBeGreaterThan(positives);
    expect(alarms).toBeLessThan(2000);
    const { decided } = decision!.counts!;
    expect(decided![1][1]).toBeGreaterThan(0.6 * positives);
  });

  it('by costs are those of Elkan where the probabilities are right', () => {
    const { decision } = settled(chosen(2000), { costs: parseCosts('false_negative=3,false_positive=1') });
    expect(decision!.threshold).toBeCloseTo(0.25, 12);
    expect(decision).toMatchObject({ metric: 'cost', direction: 'minimize', refused: false });
  });

  it('follow a given threshold, and a metric that was asked for whatever the run is judged by', () => {
    const made = chosen(1200, { base: -2 });
    const given = settled(made, { threshold: 0.3 });
    expect(given.choice.spec).toMatchObject({ params: { rule: { by: 'threshold', threshold: 0.3 } } });
    expect(given.decision).toMatchObject({ purpose: 'given', threshold: 0.3 });
    expect(settled(made, { decideBy: 'youden' }).decision).toMatchObject({ purpose: 'balanced_accuracy' });
    expect(settled(made, { decideBy: 'mcc' }).decision).toMatchObject({ purpose: 'mcc' });
  });

  it('are the same for the same choice and settings', () => {
    const settings = { costs: parseCosts('false_negative=9,false_positive=1') };
    expect(settled(chosen(600), settings)).toEqual(settled(chosen(600), settings));
  });
});

describe('settings that do not fit', () => {
  const binary = { name: 'y', task: 'binary', classes: ['no', 'yes'] } as const;
  const several = { name: 'y', task: 'multiclass', classes: ['a', 'b', 'c'] } as const;
  const number = { name: 'y', task: 'regression', classes: [] } as const;
  const costs = parseCosts('false_negative=9,false_positive=1');

  it.each([
    ['costs of a number', { costs }, number, 'COSTS_INVALID'],
    ['costs of two classes for three', { costs }, several, 'COSTS_INVALID'],
    ['a threshold of a number', { threshold: 0.5 }, number, 'TASK_UNFIT'],
    ['a threshold of three classes', { threshold: 0.5 }, several, 'TASK_UNFIT'],
    ['a threshold of 1', { threshold: 1 }, binary, 'PARAM_INVALID'],
    ['a threshold of 0', { threshold: 0 }, binary, 'PARAM_INVALID'],
    ['a threshold that is not used', { threshold: 0.4, decideBy: 'f1' }, binary, 'PARAM_INVALID'],
    ['cost without costs', { decideBy: 'cost' }, binary, 'PARAM_INVALID'],
    ['f1 of three classes', { decideBy: 'f1' }, several, 'METRIC_UNFIT'],
    ['a decision about numbers', { decideBy: 'mcc' }, number, 'TASK_UNFIT'],
    ['calibration of numbers', { calibrate: 'platt' }, number, 'TASK_UNFIT'],
  ] as const)('%s', (_, settings, target, code) => {
    expect(() => checkAnswerSettings(settings, target)).toThrow(expect.objectContaining({ code }));
  });

  it('and those that do', () => {
    checkAnswerSettings({ threshold: 0.4, costs, calibrate: 'auto' }, binary);
    checkAnswerSettings({ decideBy: 'f1_macro' }, several);
    checkAnswerSettings({ calibrate: 'none', decideBy: 'none' }, number);
  });
});
