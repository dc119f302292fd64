/** Rows without a target, which take no part in training. */
import { type FindingRule, percent } from './finding.ts';

export const targetMissing: FindingRule = {
  code: 'target_missing',
  find({ target, table, targetMissing: missing = 0, timeMissing = 0 }) {
    if (!target || missing === 0) return [];
    const all = table.nRows + missing + timeMissing;
    const message = `${missing} of ${all} rows (${percent(missing / all)}) have no target and were left out. Check that outcomes are not missing for a reason: a model knows only the rows that have one.`;
    return [{ code: 'target_missing', severity: 'warning', column: target.name, message }];
  },
};
