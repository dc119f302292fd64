/** Metrics on labelled data. */
import type { evaluate } from '../../app/operations/evaluate.ts';
import { paint } from '../paint.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { unlabelledLines } from './evaluate-unlabelled.ts';
import { fairnessLines } from './fairness-lines.ts';
import { lookLine, metricTable, paragraphs, sentence } from './lines.ts';

/** Below this share rows may be equal by chance, as the sealed ones of a training are. */
const mostByChance = 0.05;

export const evaluateView: View<Answer<typeof evaluate>> = (answer, screen) => {
  const { model, rows, learned = 0, left, metrics, fairness, look } = answer;
  const isUnlabelled = answer.anomalies !== undefined || answer.clusters !== undefined;
  const reasons = [
    left.missingTarget > 0 ? `${left.missingTarget} without a ${isUnlabelled ? 'label' : 'target'}` : '',
    left.unknownClass > 0 ? `${left.unknownClass} of a class that the model does not know` : '',
  ].filter((reason) => reason !== '');
  return paragraphs(
    `${model.name}@${model.version} on ${rows} ${isUnlabelled ? '' : look ? 'sealed ' : 'labelled '}rows`,
    look ? sentence(lookLine(look), screen) : '',
    learned > mostByChance * rows ? paint(screen, 'warning', sentence(learnedLine(answer), screen)) : '',
    Object.keys(metrics).length > 0 ? metricTable(metrics, screen) : '',
    unlabelledLines(answer, screen),
    answer.anomalies && !answer.anomalies.label
      ? sentence('No label says which rows are anomalies (--label-column names one).', screen)
      : '',
    fairnessLines(fairness, screen),
    reasons.length > 0 ? sentence(`not scored: ${reasons.join(', ')}`, screen) : '',
  );
};

function learnedLine({ model, rows, learned }: Answer<typeof evaluate>): string {
  const name = `${model.name}@${model.version}`;
  return `warning: ${learned} of these ${rows} rows equal rows that ${name} learned from, so the figures flatter it. Its report says how good it is on rows that it had not seen.`;
}
