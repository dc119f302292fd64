/** Probabilities in ten bins of equal width, against what happened. */
import type { Outcomes } from './metric.ts';

const bins = 10;

/** Weight of one bin, and the sums over it of probability and of outcome. */
export interface CalibrationBin {
  weight: number;
  predicted: number;
  observed: number;
}

/**
 * Bins [0, .1], (.1, .2] ... (.9, 1] of the positive class's probability (binary) or of the predicted class's probability
 * (multiclass, where the outcome is whether the prediction was right). Undefined where there are no probabilities.
 */
export function calibrationBins(outcomes: Outcomes, weights = outcomes.sampleWeight): CalibrationBin[] | undefined {
  const { yTrue, predictions, nClasses } = outcomes;
  const { probabilities, values } = predictions;
  if (!probabilities) return undefined;
  const found = Array.from({ length: bins }, (): CalibrationBin => ({ weight: 0, predicted: 0, observed: 0 }));
  for (let i = 0; i < yTrue.length; i++) {
    const code = nClasses === 2 ? 1 : values[i];
    const p = probabilities[code][i];
    if (Number.isNaN(p)) return undefined;
    const bin = found[Math.min(bins - 1, Math.max(0, Math.ceil(p * bins) - 1))];
    const weight = weights ? weights[i] : 1;
    bin.weight += weight;
    bin.predicted += weight * p;
    bin.observed += yTrue[i] === code ? weight : 0;
  }
  return found.filter((bin) => bin.weight > 0);
}

/** Distance of mean probability and observed share. */
export function calibrationGap(bin: CalibrationBin): number {
  return Math.abs(bin.observed - bin.predicted) / bin.weight;
}
