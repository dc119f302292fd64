/** Area under the ROC curve of each class against the rest. */
import { classAucMetric } from '../class-auc.ts';

/** Unweighted mean over the classes that occur in the truth. NaN when fewer than two occur. */
export const rocAucOvrScore = classAucMetric({
  name: 'roc_auc_ovr',
  description: 'Area under the ROC curve of each class against the rest, unweighted mean over classes.',
  share: 'equal',
});
