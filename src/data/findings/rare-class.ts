/** Classes with fewer rows than a cross-validation has folds: they are learned from, but hardly judged. */
import { classCounts } from '../class-counts.ts';
import { type FindingRule, quoted } from './finding.ts';

/** Folds of the usual cross-validation. */
const folds = 5;

export const rareClass: FindingRule = {
  code: 'rare_class',
  find({ target }) {
    if (!target || target.classes.length < 2) return [];
    const counts = classCounts(target);
    const rare = target.classes.filter((_, code) => counts[code] < folds);
    if (rare.length === 0) return [];
    const message = `${rare.length} of ${target.classes.length} classes (${quoted(rare)}) have fewer than ${folds} rows. They stay in training and are left out of cross-validation; merge them with another class or collect more rows.`;
    return [{ code: 'rare_class', severity: 'warning', column: target.name, message }];
  },
};
