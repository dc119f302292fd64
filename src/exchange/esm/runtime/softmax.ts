/** Scores as probabilities. Carried inside exported modules. */
import { exp } from '../../../math/exp.ts';

/** Shares of e^score, in place. The largest may be infinite (a class that is certain), and infinity minus itself is no number. */
export function softmax(scores: Float64Array): Float64Array {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > most) most = score;
  let total = 0;
  for (let k = 0; k < scores.length; k++) {
    scores[k] = scores[k] === most ? 1 : exp(scores[k] - most);
    total += scores[k];
  }
  for (let k = 0; k < scores.length; k++) scores[k] /= total;
  return scores;
}
