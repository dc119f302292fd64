/** Answers of naive Bayes. Carried inside exported modules. */
import type { ModelOf, Outputs } from './plan.ts';
import { softmax } from './softmax.ts';

/** The function of naive Bayes: per class the logarithms of its columns are added in their order. */
export function compileBayes({ logPriors, numbers, categories }: ModelOf<'bayes'>): Outputs {
  return (slots) => {
    const totals = Float64Array.from(logPriors);
    for (const { slot, mean, scale, bound, means, variances, logVariances } of numbers) {
      const value = slots.numbers[slot];
      if (!Number.isFinite(value)) continue;
      const scaled = Math.min(bound, Math.max(-bound, (value - mean) / scale));
      for (let code = 0; code < totals.length; code++) {
        const away = scaled - means[code];
        totals[code] -= (logVariances[code] + (away * away) / variances[code]) / 2;
      }
    }
    for (const { slot, cardinality, logShares } of categories) {
      const value = slots.numbers[slot];
      if (!(value >= 0 && value < cardinality && Number.isInteger(value))) continue;
      for (let code = 0; code < totals.length; code++) totals[code] += logShares[code * cardinality + value];
    }
    return softmax(totals);
  };
}
