/** What a gate's metric names: a metric, a comparison of groups, or the footprint of the model. */
import { ModelwrightError } from '../../core/errors.ts';
import { closestName } from '../../metrics/closest-name.ts';
import { metrics, metricsFor } from '../../metrics/index.ts';
import type { Task } from '../../table/task.ts';
import type { Score } from '../evaluation.ts';
import type { FairnessByGroup } from '../fairness/by-group.ts';
import type { Comparison } from '../fairness/comparison.ts';
import type { Parity } from '../fairness/parity.ts';
import { binaryRates } from '../fairness/rates.ts';

/** Time for one row alone in microseconds, and stored size. */
const footprintNames = ['latency_us', 'bytes'] as const;
export type Footprint = (typeof footprintNames)[number];

/** Mean cost per row, of models that were trained with costs. */
export const costName = 'cost';

export type GateFigure =
  | { readonly kind: 'footprint'; readonly footprint: Footprint }
  | { readonly kind: 'metric'; readonly tasks: readonly Task[] }
  | {
      readonly kind: 'fairness';
      /** What `fairness` must be asked for; absent for what it always tells. */
      readonly asks?: string;
      readonly bounds: readonly [number, number];
      /** Undefined where the groups were not compared in it. */
      readonly of: (by: FairnessByGroup) => Score | undefined;
    };

const classification: readonly Task[] = ['binary', 'multiclass'];

const parityNames: readonly (keyof Parity)[] = [
  'demographic_parity_difference',
  'demographic_parity_ratio',
  'equalized_odds_difference',
  'equalized_odds_ratio',
  'equal_opportunity_difference',
  'equal_opportunity_ratio',
];

/** Endings of Fairlearn's generated names, and where they stand in a comparison. */
const endings: readonly (readonly [ending: string, of: (comparison: Comparison) => Score])[] = [
  ['_difference', ({ difference }) => difference],
  ['_ratio', ({ ratio }) => ratio],
  ['_difference_to_overall', ({ differenceToOverall }) => differenceToOverall],
  ['_ratio_to_overall', ({ ratioToOverall }) => ratioToOverall],
  ['_group_min', ({ groupMin }) => ({ value: groupMin, ci: null })],
  ['_group_max', ({ groupMax }) => ({ value: groupMax, ci: null })],
];

/**
 * What the name means.
 *
 * @param field names the gate's field in errors; @param task narrows to what fits it.
 * @throws PARAM_INVALID for an unknown name, METRIC_UNFIT for a figure of another task.
 */
export function gateFigure(name: string, field: string, task?: Task): GateFigure {
  const footprint = footprintNames.find((each) => each === name);
  if (footprint) return { kind: 'footprint', footprint };
  const tasks = name === costName ? classification : metrics.find((each) => each.name === name)?.tasks;
  const found = tasks ? ({ kind: 'metric', tasks } as const) : fairnessFigure(name);
  if (!found) throw unknown(name, field);
  if (task !== undefined && !fits(found, name, task)) {
    const available = [...metricsFor(task).map((each) => each.name), ...footprintNames].join(', ');
    throw new ModelwrightError('METRIC_UNFIT', { metric: name, task, available });
  }
  return found;
}

function fairnessFigure(name: string): Extract<GateFigure, { kind: 'fairness' }> | undefined {
  const parity = parityNames.find((each) => each === name);
  if (parity) return { kind: 'fairness', bounds: boundsOf(name, [0, 1]), of: (by) => by.parity?.[parity] };
  for (const [ending, of] of endings) {
    const asks = name.endsWith(ending) ? name.slice(0, -ending.length) : '';
    const metric = metrics.find((each) => each.name === asks);
    if (!metric && !isRate(asks)) continue;
    const compared = ({ comparisons }: FairnessByGroup) => (comparisons[asks] ? of(comparisons[asks]) : undefined);
    return { kind: 'fairness', asks, bounds: boundsOf(name, metric?.bounds ?? [0, 1]), of: compared };
  }
  return undefined;
}

function isRate(name: string): boolean {
  return binaryRates.some((rate) => rate.name === name);
}

function boundsOf(name: string, [low, high]: readonly [number, number]): readonly [number, number] {
  if (name.includes('_ratio')) return [0, Number.POSITIVE_INFINITY];
  return name.includes('_difference') ? [low - high, high - low] : [low, high];
}

function fits(figure: GateFigure, name: string, task: Task): boolean {
  if (figure.kind === 'metric') return figure.tasks.includes(task);
  if (figure.kind === 'footprint') return true;
  if (figure.asks === undefined || isRate(figure.asks)) return task === 'binary';
  return metricsFor(task).some((metric) => name.startsWith(metric.name));
}

function unknown(name: string, field: string): ModelwrightError {
  const plain = [...metrics.map((metric) => metric.name), costName, ...parityNames, ...footprintNames];
  const meant = closestName(name, plain);
  return new ModelwrightError('PARAM_INVALID', {
    name: field,
    law: `a metric, a figure of fairness such as ${parityNames[1]}, or one of ${[costName, ...footprintNames].join(', ')}`,
    value: `"${name.slice(0, 100)}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  });
}
