/** What a request was answered with, as events of the prediction log: one per row, each with an id of its own. */
import { nowIso } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { PredictionLog } from '../store/predictions/prediction-log.ts';
import type { PredictedPart } from './execute.ts';
import { nextTurn } from './loop-turns.ts';
import type { Resolved } from './resolver.ts';

/** Appends the events and gives their ids, one per row; other requests get their turn between parts. */
export async function logPredictions(
  { version, served }: Resolved,
  parts: readonly PredictedPart[],
  log: Pick<PredictionLog, 'append'>,
  latencyMs: number,
  propensity = 1,
): Promise<string[]> {
  const at = nowIso();
  const predictionIds: string[] = [];
  for (const [i, { part, answers }] of parts.entries()) {
    if (i > 0) await nextTurn();
    const record = served.readFeatures(part);
    for (let row = 0; row < part.nRows; row++) {
      const { features, featuresHash, featuresText } = record(row);
      const predictionId = newId('prediction');
      predictionIds.push(predictionId);
      log.append({
        predictionId,
        at,
        model: version.name,
        version: version.version,
        featuresHash,
        features,
        featuresText,
        prediction: answers.predictions[row],
        probabilities: answers.probabilities?.[row],
        propensity,
        latencyMs,
        source: 'http',
      });
    }
  }
  return predictionIds;
}
