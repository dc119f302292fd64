/** From scores to predictions, by the formulas of the libraries that made them: float64 for LightGBM, float32 for XGBoost. */
import { exp } from '../../math/exp.ts';
import { log1p } from '../../math/log.ts';

/** Names of the links; part of the state format. */
export const links = ['identity', 'logistic', 'softmax', 'each_logistic', 'exp', 'softplus', 'signed_square'] as const;
export type Link = (typeof links)[number];

/** Float32 sigmoid bounds its exponent here, as XGBoost does, so that e^x stays finite. */
const largestExponent = Math.fround(88.7);

/** 1 / (1 + e^(-scale score)). */
export function logisticOf(score: number, scale: number, single: boolean): number {
  if (!single) return 1 / (1 + exp(-scale * score));
  const e = Math.fround(exp(Math.min(-score, largestExponent)));
  return Math.fround(1 / Math.fround(e + 1));
}

/** Turns class-major scores into probabilities that sum to 1 per row, in place. */
export function softmaxOf(scores: Float64Array, nRows: number, nOutputs: number, single: boolean): void {
  const rounded = single ? Math.fround : (value: number) => value;
  for (let i = 0; i < nRows; i++) {
    let highest = scores[i];
    for (let k = 1; k < nOutputs; k++) highest = Math.max(highest, scores[k * nRows + i]);
    let total = 0;
    for (let k = 0; k < nOutputs; k++) {
      const at = k * nRows + i;
      scores[at] = rounded(exp(rounded(scores[at] - highest)));
      total += scores[at];
    }
    const divisor = rounded(total);
    for (let k = 0; k < nOutputs; k++) scores[k * nRows + i] = rounded(scores[k * nRows + i] / divisor);
  }
}

/** The predicted number that belongs to a score. */
export function numberOf(link: Link, score: number, scale: number, single: boolean): number {
  switch (link) {
    case 'logistic':
      return logisticOf(score, scale, single);
    case 'exp':
      return single ? Math.fround(exp(score)) : exp(score);
    case 'softplus':
      return log1p(exp(score));
    case 'signed_square':
      return score < 0 ? -(score * score) : score * score;
    default:
      return score;
  }
}
