/** One class has far more rows than another. */
import { classCounts } from '../class-counts.ts';
import { type FindingRule, percent, quoted } from './finding.ts';

/** Largest class over smallest, for two classes and for more. */
const ratio = { binary: 10, multiclass: 20 };

export const classImbalance: FindingRule = {
  code: 'class_imbalance',
  find({ target }) {
    if (!target || target.classes.length < 2) return [];
    const counts = classCounts(target);
    const largest = Math.max(...counts);
    const smallest = Math.min(...counts);
    if (largest < (counts.length === 2 ? ratio.binary : ratio.multiclass) * smallest) return [];
    const rarest = quoted([target.classes[counts.indexOf(smallest)]]);
    const judges = counts.length === 2 ? 'pr_auc, balanced_accuracy or f1' : 'balanced_accuracy, f1_macro or mcc';
    const message = `Classes are unbalanced: the largest holds ${percent(largest / target.values.length)} of the rows, ${rarest} only ${smallest}. Accuracy misleads here: judge by ${judges} (--metric).`;
    return [{ code: 'class_imbalance', severity: 'warning', column: target.name, message }];
  },
};
