/** The answers of scipy and statsmodels for tests of paired models. */
import { readFileSync } from 'node:fs';

type Case<Fields extends string, Lists extends string = never> = Record<Fields, number> & Record<Lists, number[]>;

interface PairedReference {
  readonly mcnemar: Case<'onlyA' | 'onlyB' | 'both', 'exact' | 'corrected'>[];
  readonly wilcoxon: Case<never, 'a' | 'b' | 'wilcox' | 'zsplit'>[];
  readonly resampled: Case<
    'nTrain' | 'nTest' | 'level' | 'difference' | 'statistic' | 'pValue' | 'rope',
    'a' | 'b' | 'ci' | 'probabilities'
  >[];
  readonly combinedF: Case<'statistic' | 'pValue', 'a' | 'b'>[];
  readonly ranked: (Case<
    'chiSquare' | 'chiSquarePValue' | 'statistic' | 'pValue' | 'criticalDifference',
    'averageRanks'
  > &
    Record<'scores' | 'nemenyi', number[][]>)[];
  readonly studentizedRange: {
    readonly tails: Case<'k' | 'q' | 'scipy' | 'exact'>[];
    readonly quantiles: Case<'k' | 'p' | 'q'>[];
  };
  readonly forecasts: Case<'horizon' | 'statistic' | 'pValue', 'a' | 'b'>[];
  readonly adjusted: Record<
    'p' | 'bonferroni' | 'holm' | 'hochberg' | 'benjamini_hochberg' | 'benjamini_yekutieli',
    number[]
  >[];
}

export const pairedReference = JSON.parse(
  readFileSync(new URL('./reference/math/paired-tests.json', import.meta.url), 'utf8'),
) as PairedReference;
