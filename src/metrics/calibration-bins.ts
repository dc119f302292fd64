/** Probabilities in ten bins of equal width, against what happened. */
import type { Outcomes } from './metric.ts';

const bins = 10;

/** Weight of one bin, and the sums over it of probability and of outcome. */
export interface CalibrationBin {
  weight: number;
  predicted: number;
  observed: number;
}

/** What was said of each row, and 1 where it came true. */
export interface JudgedProbabilities {
  readonly said: Float64Array;
  readonly hits: Float64Array;
}

/**
 * The positive class's probability (binary) or the predicted class's probability (multiclass, where the outcome is whether the
 * prediction was right). No rows where there are no probabilities.
 */
export function judgedProbabilities({ yTrue, predictions, nClasses }: Outcomes): JudgedProbabilities {
  const { probabilities, values } = predictions;
  const none = new Float64Array(0);
  if (!probabilities) return { said: none, hits: none };
  const codeOf = (row: number) => (nClasses === 2 ? 1 : values[row]);
  return {
    said: yTrue.map((_, row) => probabilities[codeOf(row)][row]),
    hits: yTrue.map((actual, row) => (actual === codeOf(row) ? 1 : 0)),
  };
}

/** The bin of a probability: [0, .1], (.1, .2] ... (.9, 1]. */
export function calibrationBinOf(probability: number): number {
  return Math.min(bins - 1, Math.max(0, Math.ceil(probability * bins) - 1));
}

/** The bins that have rows; undefined where there are no probabilities, or one is missing. */
export function calibrationBins(outcomes: Outcomes, weights = outcomes.sampleWeight): CalibrationBin[] | undefined {
  if (!outcomes.predictions.probabilities) return undefined;
  const { said, hits } = judgedProbabilities(outcomes);
  const found = Array.from({ length: bins }, (): CalibrationBin => ({ weight: 0, predicted: 0, observed: 0 }));
  for (let row = 0; row < said.length; row++) {
    if (Number.isNaN(said[row])) return undefined;
    const bin = found[calibrationBinOf(said[row])];
    const weight = weights ? weights[row] : 1;
    bin.weight += weight;
    bin.predicted += weight * said[row];
    bin.observed += weight * hits[row];
  }
  return found.filter((bin) => bin.weight > 0);
}

/** Distance of mean probability and observed share. */
export function calibrationGap(bin: CalibrationBin): number {
  return Math.abs(bin.observed - bin.predicted) / bin.weight;
}
