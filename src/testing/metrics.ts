/**
 * The conformance suite of metrics, independent of the test runner:
 *
 *     for (const check of metricChecks(definition)) test(check.name, async () => { await check.run(); });
 */
import { createRng } from '../math/philox.ts';
import { mean } from '../math/reduce.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import type { Task } from '../table/task.ts';
import type { Check } from './check.ts';
import { allNumbers, outcomesOf, pickOutcomes, sampleOutcomes } from './metric-data.ts';

const rows = 240;
/** Enough for a sample of four classes; each takes two scores. */
const influenceRows = 60;
/** Orders of adding up may differ by this much. */
const rounding = 1e-11;

/** All checks of a metric, for each of its tasks. */
export function metricChecks(metric: Metric): Check[] {
  return [
    check('has a wire name, a description, tasks and bounds', () => {
      expectThat(/^[a-z][a-z0-9_]*$/.test(metric.name), `name must be snake_case, got ${metric.name}`);
      expectThat(metric.description.length > 0, 'it must be described');
      expectThat(metric.tasks.length > 0, 'it must fit a task');
      expectThat(
        metric.bounds[0] < metric.bounds[1],
        `low < high must hold for bounds, got ${metric.bounds.join(', ')}`,
      );
      expectThat(
        metric.interval !== 'wilson' || metric.proportion !== undefined,
        'a Wilson interval needs a proportion',
      );
    }),
    ...metric.tasks.flatMap((task) =>
      [
        ...valueChecks(metric, task),
        ...weightChecks(metric, task),
        ...influenceChecks(metric, task),
        ...edgeChecks(metric, task),
      ].map((each) => ({
        ...each,
        name: `${task}: ${each.name}`,
      })),
    ),
  ];
}

function valueChecks(metric: Metric, task: Task): Check[] {
  const useful = sampleOutcomes(task, rows, 1);
  return [
    check('same outcomes, same bits, and they stay untouched', () => {
      const before = allNumbers(useful).join();
      expectThat(Object.is(metric.compute(useful), metric.compute(useful)), 'the same outcomes gave two scores');
      expectThat(allNumbers(useful).join() === before, 'the outcomes were changed');
    }),
    check('perfect predictions score best', () => {
      const scored = (noise: number) => {
        const score = finite(metric.compute(sampleOutcomes(task, rows, noise)));
        return metric.direction === 'maximize' ? score : -score;
      };
      const [perfect, useful, useless] = [0, 1, 10].map(scored);
      expectThat(
        perfect >= useful && perfect > useless,
        `perfect predictions must score best, got ${perfect}, ${useful} and ${useless}`,
      );
    }),
    check('stays within its bounds', () => {
      for (const noise of [0, 0.3, 3, 30]) {
        for (const n of [2, 5, rows]) expectWithin(metric, metric.compute(sampleOutcomes(task, n, noise)));
      }
    }),
    check('the order of the rows does not matter', () => {
      const order = createRng(1).permutation(rows);
      expectNear(metric.compute(pickOutcomes(useful, [...order])), metric.compute(useful));
    }),
    check('the mean over rows is the score', () => {
      if (!metric.perRow) return 'it is not a mean over rows';
      const average = mean(metric.perRow(useful));
      expectNear(metric.fromMean ? metric.fromMean(average) : average, metric.compute(useful));
      return undefined;
    }),
    check('the proportion is the score', () => {
      if (!metric.proportion) return 'it is not a proportion';
      const { successes, rows: of } = metric.proportion(useful);
      expectThat(
        successes >= 0 && successes <= of && Number.isInteger(successes),
        `0 <= ${successes} <= ${of} must hold`,
      );
      expectNear(successes / of, metric.compute(useful));
      return undefined;
    }),
    check('the names of the classes do not matter', () => {
      if (task !== 'multiclass') return 'only for many classes';
      const turned = [2, 0, 3, 1];
      const columns = turned.map((_, k) => useful.predictions.probabilities![turned.indexOf(k)]);
      const renamed = useful.yTrue.map((code) => turned[code]);
      const values = useful.predictions.values.map((code) => turned[code]);
      const predictions = { ...outcomesOf(renamed, columns).predictions, values };
      // Equal probabilities are ranked by code, so a rank may move by what ties there are.
      const allowed = metric.name.startsWith('top_') ? 0.2 : rounding;
      expectNear(metric.compute({ ...useful, yTrue: renamed, predictions }), metric.compute(useful), allowed);
      return undefined;
    }),
  ];
}

function weightChecks(metric: Metric, task: Task): Check[] {
  const useful = sampleOutcomes(task, rows, 1);
  const rng = createRng(2).split(task);
  const weights = useful.yTrue.map(() => rng.integer(4));
  const weighted = { ...useful, sampleWeight: weights };
  const everyRow = Array.from({ length: rows }, (_, row) => row);
  return [
    check('weights of 1 change nothing', () => {
      const ones = new Float64Array(rows).fill(1);
      expectNear(metric.compute({ ...useful, sampleWeight: ones }), metric.compute(useful));
    }),
    check('a whole weight is a repeated row, and weight 0 a row that is not there', () => {
      const repeated = everyRow.flatMap((row) => new Array<number>(weights[row]).fill(row));
      expectNear(metric.compute(weighted), metric.compute(pickOutcomes(useful, repeated)));
    }),
    check('the unit of the weights does not matter', () => {
      const scaled = weights.map((weight) => weight * 0.37);
      expectNear(metric.compute({ ...useful, sampleWeight: scaled }), metric.compute(weighted));
    }),
    check('reweighting equals computing', () => {
      if (!metric.reweighting) return 'it has none';
      const score = metric.reweighting(useful);
      for (const each of [weights, weights.map((weight) => weight * 0.37 + 1), weights]) {
        expectNear(score(each), metric.compute({ ...useful, sampleWeight: each }));
      }
      return undefined;
    }),
  ];
}

function influenceChecks(metric: Metric, task: Task): Check[] {
  return [
    check('the influence of a row is the derivative by its weight', () => {
      if (!metric.influence) return 'it has none';
      const useful = sampleOutcomes(task, influenceRows, 1);
      const influence = metric.influence(useful);
      expectThat(influence !== undefined, 'it must be defined for a plain sample');
      const ones = new Float64Array(influenceRows).fill(1);
      const step = 1e-4;
      for (let row = 0; row < influenceRows; row++) {
        const moved = [step, -step].map((by) => {
          const sampleWeight = ones.slice();
          sampleWeight[row] += by;
          return metric.compute({ ...useful, sampleWeight });
        });
        expectNear(influence![row], ((moved[0] - moved[1]) / (2 * step)) * influenceRows, 1e-5);
      }
    }),
  ];
}

function edgeChecks(metric: Metric, task: Task): Check[] {
  const useful = sampleOutcomes(task, rows, 1);
  return [
    check('without rows, or without weight, there is no score', () => {
      expectUndefined(metric.compute(pickOutcomes(useful, [])));
      expectUndefined(metric.compute({ ...useful, sampleWeight: new Float64Array(rows) }));
    }),
    check('one row, one class, one value: a score within the bounds or none', () => {
      for (let row = 0; row < 8; row++) {
        expectWithin(metric, metric.compute(pickOutcomes(useful, [row])));
        const alike = pickOutcomes(useful, [row, row, row]);
        expectWithin(metric, metric.compute(alike));
        const constant = pickOutcomes(useful, new Array<number>(rows).fill(row)).predictions;
        expectWithin(metric, metric.compute({ ...useful, predictions: constant }));
        expectWithin(metric, metric.compute({ ...useful, yTrue: useful.yTrue.map(() => useful.yTrue[row]) }));
      }
    }),
    check('without what it reads there is no score', () => {
      const { values, probabilities } = useful.predictions;
      const nothing = new Float64Array(rows).fill(Number.NaN);
      const blind: Outcomes = {
        ...useful,
        predictions: metric.needs === 'values' ? { values: nothing, probabilities } : { values },
      };
      expectUndefined(metric.compute(blind));
      if (metric.needs === 'probabilities') {
        expectUndefined(
          metric.compute({ ...useful, predictions: { values, probabilities: probabilities!.map(() => nothing) } }),
        );
      }
    }),
  ];
}

function check(name: string, body: () => unknown): Check {
  return {
    name,
    run() {
      const reason = body();
      return typeof reason === 'string' ? reason : undefined;
    },
  };
}

function expectThat(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}

function finite(value: number): number {
  expectThat(Number.isFinite(value), `a score must be a number, got ${value}`);
  return value;
}

function expectUndefined(value: number): void {
  expectThat(Number.isNaN(value), `there must be no score (NaN), got ${value}`);
}

/** A score that is not defined is within any bounds. */
function expectWithin({ bounds: [low, high] }: Metric, value: number): void {
  if (Number.isNaN(value)) return;
  expectThat(value >= low && value <= high, `${low} <= score <= ${high} must hold, got ${value}`);
}

function expectNear(actual: number, expected: number, allowed = rounding): void {
  const near = Math.abs(actual - expected) <= allowed * Math.max(1, Math.abs(expected));
  expectThat(near, `expected ${expected}, got ${actual}`);
}
