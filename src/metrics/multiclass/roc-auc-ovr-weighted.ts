/** Area under the ROC curve of each class against the rest, weighted by rows. */
import { classAucMetric } from '../class-auc.ts';

/** Mean over the classes that occur in the truth, weighted by their rows. NaN when fewer than two occur. */
export const rocAucOvrWeightedScore = classAucMetric({
  name: 'roc_auc_ovr_weighted',
  description: 'Area under the ROC curve of each class against the rest, mean over classes weighted by their rows.',
  share: 'by_rows',
});
