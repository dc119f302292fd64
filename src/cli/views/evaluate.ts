/** Metrics on labelled data. */
import type { evaluate } from '../../app/operations/evaluate.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { fairnessLines } from './fairness-lines.ts';
import { lookLine, metricTable, paragraphs, sentence } from './lines.ts';

export const evaluateView: View<Answer<typeof evaluate>> = ({ model, rows, left, metrics, fairness, look }, screen) => {
  const reasons = [
    left.missingTarget > 0 ? `${left.missingTarget} without a target` : '',
    left.unknownClass > 0 ? `${left.unknownClass} of a class that the model does not know` : '',
  ].filter((reason) => reason !== '');
  return paragraphs(
    `${model.name}@${model.version} on ${rows} ${look ? 'sealed' : 'labelled'} rows`,
    look ? sentence(lookLine(look), screen) : '',
    metricTable(metrics, screen),
    fairnessLines(fairness, screen),
    reasons.length > 0 ? sentence(`not scored: ${reasons.join(', ')}`, screen) : '',
  );
};
