/** Champion against challenger: the decision and why, then both sides. */
import type { retrain } from '../../app/operations/retrain.ts';
import { chance, duration, estimate } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs, sentence, shownPath } from './lines.ts';

export const retrainView: View<Answer<typeof retrain>> = (answer, screen) => {
  const { decision, model, champion, challenger, gain, rows } = answer;
  const names = Object.keys(challenger.metrics);
  return paragraphs(
    `${paint(screen, decision === 'promoted' ? 'good' : 'warning', decision)}: the champion is ${model.name}@${model.version}\n${sentence(answer.reason, screen)}`,
    tableText(
      [
        { head: `on ${rows.holdout} fresh rows` },
        { head: `champion @${champion.version}` },
        { head: `challenger @${challenger.version}` },
      ],
      names.map((name) => [name, estimate(champion.metrics[name]), estimate(challenger.metrics[name])]),
      screen,
    ),
    pairs(
      [
        ['gain', `${estimate(gain)}  ${chance(answer.pValue)}`],
        ['learned from', `${rows.recorded} recorded and ${rows.fresh} fresh rows`],
        ...(rows.known > 0 ? [['left out', `${rows.known} rows that the recorded data holds already`] as const] : []),
        ...(answer.trainedUntil === null ? [] : [['until', answer.trainedUntil] as const]),
        ['report', shownPath(challenger.reportPath)],
        ['took', duration(answer.durationMs)],
      ],
      screen,
    ),
  );
};
