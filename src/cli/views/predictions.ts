/** What happened to the prediction log. */
import type { predictionsErase, predictionsExport, predictionsPrune } from '../../app/operations/predictions.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { paragraphs, sentence } from './lines.ts';

export const predictionsEraseView: View<Answer<typeof predictionsErase>> = (answer, screen) => {
  const { erasureId, events, unreadable, pending, pendingEvents, models } = answer;
  return paragraphs(
    sentence(`erased: ${events} events (${erasureId})`, screen),
    pending > 0
      ? sentence(
          `${pendingEvents} of them, which nobody is shown, are still in ${pending} files of running servers; run the command again`,
          screen,
        )
      : '',
    unreadable > 0 ? sentence(`${unreadable} damaged files could not be looked through`, screen) : '',
    models.length > 0
      ? sentence('versions that still hold the value; train again without it, then promote the new one:', screen)
      : '',
    models
      .map(({ model, version, trainingRows, referenceRows }) => {
        const learned =
          trainingRows === null ? 'training data was not kept, look at its source' : `${trainingRows} training rows`;
        return sentence(`${model}@${version}: ${learned}, ${referenceRows} rows of the monitoring reference`, screen);
      })
      .join('\n'),
  );
};

export const predictionsExportView: View<Answer<typeof predictionsExport>> = ({ output, events }, screen) =>
  sentence(`${events} events in ${output}`, screen);

export const predictionsPruneView: View<Answer<typeof predictionsPrune>> = ({ segments, events, models }, screen) =>
  sentence(
    `removed: ${events} events in ${segments} files${models.length > 0 ? ` of ${models.join(', ')}` : ''}`,
    screen,
  );
