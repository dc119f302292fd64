/** Adjusted p-values for many tests at once. */
import { ModelwrightError } from '../../core/errors.ts';

/**
 * How to adjust. The chance of any false finding is kept by `bonferroni` and `holm` (Holm 1979), for tests that are independent or
 * positively dependent by `hochberg` (Hochberg 1988); the expected share of false findings by `benjamini_hochberg` under the same
 * condition (Benjamini, Hochberg 1995) and `benjamini_yekutieli` under any dependence (Benjamini, Yekutieli 2001).
 */
export type AdjustMethod = 'bonferroni' | 'holm' | 'hochberg' | 'benjamini_hochberg' | 'benjamini_yekutieli';

/** What a p-value becomes by its rank (1 = smallest) among `count`, and from where the extreme so far is carried on. */
interface Rule {
  readonly scaled: (pValue: number, rank: number, count: number) => number;
  /** `up`: no adjusted value is below that of a smaller p-value; `down`: none is above that of a larger one. */
  readonly step: 'up' | 'down';
}

const rules: Readonly<Record<AdjustMethod, Rule>> = {
  bonferroni: { scaled: (p, _, count) => p * count, step: 'up' },
  holm: { scaled: (p, rank, count) => p * (count - rank + 1), step: 'up' },
  hochberg: { scaled: (p, rank, count) => p * (count - rank + 1), step: 'down' },
  benjamini_hochberg: { scaled: (p, rank, count) => (p * count) / rank, step: 'down' },
  benjamini_yekutieli: { scaled: (p, rank, count) => (p * count * harmonic(count)) / rank, step: 'down' },
};

/**
 * Adjusted p-values: those at or below a level are found at that level, whatever the number of tests.
 *
 * @param pValues each in [0, 1]; none is fine.
 * @returns in the order given, each in [0, 1] and not below its own p-value.
 * @throws VALUE_INVALID for p-values outside [0, 1] or NaN, PARAM_INVALID for another method.
 * @example
 * adjustPValues([0.01, 0.04, 0.03], 'holm'); // [0.03, 0.06, 0.06]
 */
export function adjustPValues(pValues: ArrayLike<number>, method: AdjustMethod): number[] {
  if (!Object.hasOwn(rules, method)) {
    const law = Object.keys(rules).join(', ');
    throw new ModelwrightError('PARAM_INVALID', { name: 'method', law, value: `${method}` });
  }
  const count = pValues.length;
  for (let i = 0; i < count; i++) {
    if (pValues[i] >= 0 && pValues[i] <= 1) continue;
    throw new ModelwrightError('VALUE_INVALID', { what: `p-value ${i}`, law: '0 <= p <= 1', value: `${pValues[i]}` });
  }
  const { scaled, step } = rules[method];
  const order = Array.from({ length: count }, (_, i) => i).sort((i, j) => pValues[i] - pValues[j] || i - j);
  const adjusted = new Array<number>(count);
  let extreme = step === 'up' ? 0 : 1;
  for (let k = 0; k < count; k++) {
    const rank = step === 'up' ? k + 1 : count - k;
    const i = order[rank - 1];
    const value = Math.min(1, scaled(pValues[i], rank, count));
    extreme = step === 'up' ? Math.max(extreme, value) : Math.min(extreme, value);
    adjusted[i] = extreme;
  }
  return adjusted;
}

function harmonic(count: number): number {
  let total = 0;
  for (let i = count; i >= 1; i--) total += 1 / i;
  return total;
}
