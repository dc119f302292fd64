/** Rows without a time, which take no part in a training that is ordered by time. */
import { type FindingRule, percent } from './finding.ts';

export const timeMissing: FindingRule = {
  code: 'time_missing',
  find({ table, timeColumn, timeMissing: missing = 0, targetMissing = 0 }) {
    if (timeColumn === undefined || missing === 0) return [];
    const all = table.nRows + missing + targetMissing;
    const message = `${missing} of ${all} rows (${percent(missing / all)}) have a target but no "${timeColumn}" and were left out: without a time nobody knows which side of a split they belong to. Fill it in if it is known.`;
    return [{ code: 'time_missing', severity: 'warning', column: timeColumn, message }];
  },
};
