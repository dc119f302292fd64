/** Thresholds by group, found on rows that the folds of a search held out. */
import type { GroupRule } from '../estimators/decision/group-rule.ts';
import type { FairnessSettings } from '../evaluate/fairness/declared-fairness.ts';
import type { FairnessConstraint } from '../evaluate/fairness/fairness-constraint.ts';
import { neededRows } from '../evaluate/fairness/optimize-thresholds.ts';
import { singleThresholds } from '../evaluate/fairness/single-thresholds.ts';
import type { Metric } from '../metrics/metric.ts';
import { select, type Table, takeRows } from '../table/table.ts';
import type { DecideChoice } from './decide-answers.ts';
import type { HeldOutRows } from './held-out-rows.ts';
import { pick } from './pick.ts';
import { sensitiveGroups } from './sensitive-groups.ts';

/**
 * The rule. Groups of fewer held-out rows than the minimum support, and those that lack a class that the constraint looks at, get no
 * threshold of their own.
 *
 * @param otherwise the threshold of all other rows.
 */
export function groupThresholds(
  { rows, yTrue, probabilities }: Pick<HeldOutRows, 'rows' | 'yTrue' | 'probabilities'>,
  job: {
    readonly table: Table;
    readonly classes: readonly string[];
    readonly settings: FairnessSettings;
    readonly constraint: FairnessConstraint;
    readonly objective: 'accuracy' | 'balanced_accuracy';
    readonly otherwise: number;
  },
): GroupRule {
  const { settings, objective, otherwise } = job;
  const columns = settings.sensitive;
  const table = takeRows(select(job.table, columns), rows);
  const constraint = orientedConstraint(job.constraint, settings, job.classes);
  const { groups } = sensitiveGroups(table, settings);
  const own = groups.filter((group) => {
    const positives = group.rows.reduce((count, place) => count + yTrue[place], 0);
    const needed = neededRows(constraint, { positives, negatives: group.rows.length - positives });
    return group.rows.length >= settings.minSupport && !needed.includes(0);
  });
  const places = Int32Array.from(own.flatMap((group) => Array.from(group.rows))).sort((a, b) => a - b);
  const truth = pick(yTrue, places);
  if (own.length < 2 || new Set(truth).size < 2) return { columns: [...columns], groups: [], otherwise };
  const found = singleThresholds({
    yTrue: truth,
    probabilities: pick(probabilities[1], places),
    sensitive: takeRows(table, places),
    constraint,
    objective,
  });
  return {
    columns: [...columns],
    groups: found.map(({ values, threshold }) => ({ values: [...values], threshold })),
    otherwise,
  };
}

/** The constraint as it reads when class 1 is selected: who compares outcomes of class 0 means its true positives. */
export function orientedConstraint(
  constraint: FairnessConstraint,
  { positive }: Pick<FairnessSettings, 'positive'>,
  classes: readonly string[],
): FairnessConstraint {
  if (positive === undefined || positive === classes[1]) return constraint;
  if (constraint === 'equal_opportunity') return 'predictive_equality';
  return constraint === 'predictive_equality' ? 'equal_opportunity' : constraint;
}

/** What is maximised under the constraint. */
export function fairObjective(decideBy: DecideChoice, metric: Metric): 'accuracy' | 'balanced_accuracy' {
  const asked = decideBy === 'auto' ? metric.name : decideBy;
  return asked === 'balanced_accuracy' || asked === 'youden' ? 'balanced_accuracy' : 'accuracy';
}
