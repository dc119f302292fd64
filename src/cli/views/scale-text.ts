/** What contributions add up to, in words. */
import type { ExplanationScale } from '../../evaluate/explain/explanation.ts';

const texts: Readonly<Record<ExplanationScale, string>> = {
  value: 'the unit of the prediction',
  log: 'the logarithm of the prediction',
  probability: 'probability',
  log_odds: 'log-odds',
  softmax: 'scores before the softmax',
  raw: "the model's own score",
  isolation: 'the logarithm of the isolation score',
  nearness: 'nearness (squared distance to the other centres on average, less that to its own)',
};

export function scaleText(scale: ExplanationScale): string {
  return texts[scale];
}
