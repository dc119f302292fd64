/** A single column that foretells the target almost without error: often a leak, sometimes just a good column. */
import { suspicionOf } from '../foretelling.ts';
import { spreadRows } from '../row-sample.ts';
import { type FindingRule, isFeature } from './finding.ts';

/** Rows that are looked at, evenly spread; fewer where columns are many. */
const mostRows = 20_000;
const fewestRows = 2000;
const mostCells = 2_000_000;
const minRows = 40;

export const suspiciousScore: FindingRule = {
  code: 'suspicious_score',
  find({ columns, target }) {
    if (!target || target.values.length < minRows) return [];
    const features = columns.filter(({ role }) => isFeature(role)).map(({ column }) => column);
    const most = Math.min(mostRows, Math.max(fewestRows, Math.floor(mostCells / features.length)));
    const suspicion = suspicionOf(target, spreadRows(target.values.length, most));
    return features.flatMap((column) => {
      const found = suspicion(column);
      if (!found) return [];
      const message = `Column "${column.name}" alone foretells the target almost without error (${found.words}). If it is known only with or after the outcome, exclude it (--exclude); if it is really known when the prediction is made, keep it.`;
      return [{ code: 'suspicious_score', severity: 'warning', column: column.name, message }];
    });
  },
};
