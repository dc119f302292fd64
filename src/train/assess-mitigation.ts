/** What a mitigation did on the judged rows: fairness without it, and its price. */

import type { GroupRule } from '../estimators/decision/group-rule.ts';
import { compareModels } from '../evaluate/compare.ts';
import { balancingWeights } from '../evaluate/fairness/balancing-weights.ts';
import type { FairnessReport } from '../evaluate/fairness/fairness-report.ts';
import type { MitigationChange, MitigationReport } from '../evaluate/fairness/mitigation-report.ts';
import { meanScore, repeatsOf } from '../evaluate/repeats.ts';
import { metricByName } from '../metrics/index.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import type { Judged } from './judge.ts';
import type { Mitigation } from './mitigation-methods.ts';
import { pick } from './pick.ts';
import type { Prepared } from './prepare.ts';
import type { TrainRequest } from './request.ts';
import { sensitiveGroups } from './sensitive-groups.ts';

/** Groups and classes whose weights are listed. */
const mostWeights = 60;

/** What a run knows of its mitigation besides the judged rows. */
export interface MitigationFacts {
  readonly asked: Mitigation;
  readonly columns: readonly string[];
  /** Of the model that is kept. */
  readonly groupRule?: GroupRule;
  /** Rows that the model is fitted to. */
  readonly train: Int32Array;
}

/** The facts of a run; undefined without a mitigation. */
export function mitigationFacts(
  { mitigation, fairness }: Pick<TrainRequest, 'mitigation' | 'fairness'>,
  of: Pick<MitigationFacts, 'groupRule' | 'train'>,
): MitigationFacts | undefined {
  return mitigation && fairness && { asked: mitigation, columns: fairness.sensitive, ...of };
}

/** Undefined where nothing was mitigated. @param fairnessOf judges predictions like those of the model. */
export function assessMitigation(job: {
  readonly prepared: Prepared;
  readonly judged: Judged;
  readonly metric: Metric;
  readonly facts: MitigationFacts | undefined;
  readonly fairnessOf: (predictions: Predictions) => FairnessReport;
  readonly groups?: Int32Array;
  readonly seed: number;
}): MitigationReport | undefined {
  const { prepared, judged, facts, metric } = job;
  const before = judged.unmitigated;
  if (!facts || !before) return undefined;
  const { asked, columns, groupRule } = facts;
  const { classes } = prepared.target;
  const told = metric.name === 'accuracy' ? [metric] : [metric, metricByName('accuracy')];
  return {
    method: asked.method,
    ...(asked.method === 'thresholds' && { constraint: asked.constraint }),
    columns: [...columns],
    ...(groupRule && {
      thresholds: {
        positiveClass: classes[1],
        groups: groupRule.groups.map(({ values, threshold }) => ({ label: values.join(' / '), threshold })),
        otherwise: groupRule.otherwise,
      },
    }),
    ...(prepared.balance && { weights: weightsByGroup(prepared, facts) }),
    before: job.fairnessOf(before[0]),
    changes: told.map((one) => changeOf(one, before, job)),
  };
}

function changeOf(
  metric: Metric,
  before: readonly Predictions[],
  { prepared, judged, groups, seed }: Parameters<typeof assessMitigation>[0],
): MitigationChange {
  const { yTrue, model } = judged;
  const nClasses = prepared.target.classes.length;
  const { value, ci, pValue, verdict } = compareModels({
    metric,
    yTrue,
    nClasses,
    candidate: model,
    baseline: before,
    seed,
    groups,
  });
  const scoreOf = (predictions: readonly Predictions[]) => {
    const score = meanScore(metric, repeatsOf({ yTrue, nClasses, predictions }));
    return Number.isFinite(score) ? score : null;
  };
  const isDefined = !Number.isNaN(value);
  return {
    metric: metric.name,
    direction: metric.direction,
    before: scoreOf(before),
    after: scoreOf(model),
    value: isDefined ? value : null,
    ci: isDefined && !Number.isNaN(ci[0] + ci[1]) ? ci : null,
    pValue,
    verdict,
  };
}

/** The weight of each group's rows of each class among the training rows, without that of the weight column. */
function weightsByGroup({ table, target, balance, weights }: Prepared, { columns, train }: MitigationFacts) {
  const { groups } = sensitiveGroups(table, { sensitive: columns });
  const given = weights && pick(weights, train);
  const groupOf = train.map((row) => balance![row]);
  const made = balancingWeights(pick(target.values, train), groupOf, given);
  const cells = new Map<string, { label: string; class: string; rows: number; weight: number }>();
  for (const [place, row] of train.entries()) {
    const code = target.values[row];
    const key = `${balance![row]} ${code}`;
    const label = groups[balance![row]]?.label ?? 'no value';
    const weight = made[place] / (given?.[place] ?? 1);
    const cell = cells.get(key) ?? { label, class: target.classes[code], rows: 0, weight };
    cell.rows++;
    cells.set(key, cell);
  }
  const order = [...cells.values()].sort((a, b) => b.rows - a.rows || (a.label < b.label ? -1 : 1));
  return order.slice(0, mostWeights);
}
