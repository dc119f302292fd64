/** Whether a mitigation fits its task, its groups and what else a request says; asked before anything takes time. */
import { ModelwrightError } from '../core/errors.ts';
import type { FairnessSettings } from '../evaluate/fairness/declared-fairness.ts';
import { neededRows } from '../evaluate/fairness/optimize-thresholds.ts';
import { orientedConstraint } from './group-thresholds.ts';
import type { Mitigation } from './mitigation-methods.ts';
import type { Prepared } from './prepare.ts';
import type { TrainRequest } from './request.ts';
import { sensitiveGroups } from './sensitive-groups.ts';

type Asked = Pick<TrainRequest, 'mitigation' | 'fairness' | 'costs' | 'decideBy' | 'threshold'>;

/** @throws PARAM_INVALID, TASK_UNFIT, VALUE_INVALID */
export function checkMitigation(request: Asked, { target, table }: Pick<Prepared, 'target' | 'table'>): void {
  const { mitigation, fairness } = request;
  if (!mitigation) return;
  const { method } = mitigation;
  if (!fairness) refuse('mitigate', '--sensitive, naming the columns whose groups are to be treated alike', 'none');
  const unfit = (problem: string) =>
    new ModelwrightError('TASK_UNFIT', { task: target.task, target: target.name, problem });
  if (target.task === 'regression') throw unfit(`--mitigate ${method} needs classes`);
  if (method === 'thresholds') {
    if (target.task === 'multiclass') {
      throw unfit(
        '--mitigate thresholds decides between two classes; use --mitigate reweighing, or derive a target of two',
      );
    }
    checkAnswers(request);
  }
  checkGroups(mitigation, fairness!, { target, table });
}

/** Thresholds by group take the place of every other rule. */
function checkAnswers({ costs, decideBy = 'auto', threshold }: Asked): void {
  const law = 'no value with --mitigate thresholds, which decides by group; leave it out, or use --mitigate reweighing';
  if (threshold !== undefined) refuse('threshold', law, String(threshold));
  if (costs) refuse('costs', law, 'costs');
  const known = ['auto', 'none', 'accuracy', 'balanced_accuracy', 'youden'];
  if (known.includes(decideBy)) return;
  refuse('decideBy', 'accuracy, balanced_accuracy or youden with --mitigate thresholds', decideBy);
}

function checkGroups(
  mitigation: Mitigation,
  settings: FairnessSettings,
  { target, table }: Pick<Prepared, 'target' | 'table'>,
): void {
  const names = settings.sensitive.map((name) => `"${name}"`).join(' and ');
  const groups = sensitiveGroups(table, settings).groups.filter(({ rows }) => rows.length >= settings.minSupport);
  if (groups.length < 2) {
    refuse('mitigate', `at least two groups by ${names} of ${settings.minSupport} rows`, `${groups.length}`);
  }
  for (const { label, rows } of groups) {
    if (!isOfOneClass(mitigation, settings, target, rows)) continue;
    const what = `target "${target.name}" in the group "${label}" of ${names}`;
    const way =
      mitigation.method === 'thresholds'
        ? '; join the group with another (--derive) or use --fairness-constraint demographic_parity'
        : '; join the group with another (--derive): no weights make the target independent of it';
    throw new ModelwrightError('VALUE_INVALID', { what, law: `rows of every class${way}`, value: 'one class only' });
  }
}

function isOfOneClass(
  mitigation: Mitigation,
  settings: FairnessSettings,
  { values, classes }: Prepared['target'],
  rows: Int32Array,
): boolean {
  const found = new Set(Array.from(rows, (row) => values[row]));
  if (mitigation.method === 'reweighing') return found.size < 2;
  const constraint = orientedConstraint(mitigation.constraint, settings, classes);
  return neededRows(constraint, { positives: Number(found.has(1)), negatives: Number(found.has(0)) }).includes(0);
}

function refuse(name: string, law: string, value: string): never {
  throw new ModelwrightError('PARAM_INVALID', { name, law, value });
}
