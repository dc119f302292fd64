/** The weighted mean of several models: `mixPredictions` for one row. Carried inside exported modules. */
import type { Outputs } from './plan.ts';

/** Terms are added in the order given, from zero, so the bits are those of the library. */
export function mixed(parts: readonly { readonly weight: number; readonly outputsOf: Outputs }[]): Outputs {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return (slots, row) => {
    let sums = new Float64Array(0);
    for (const [i, { weight, outputsOf }] of parts.entries()) {
      const outputs = outputsOf(slots, row);
      if (i === 0) sums = new Float64Array(outputs.length);
      for (let k = 0; k < sums.length; k++) sums[k] += weight * outputs[k];
    }
    for (let k = 0; k < sums.length; k++) sums[k] /= total;
    return sums;
  };
}
