/** What the scores of rows say without a label: how many are flagged, and whether the rows are as usual as those of training. */
import { normalQuantile, studentTQuantile } from '../../math/distributions.ts';
import { mean, variance } from '../../math/reduce.ts';
import { betaBinomialTest } from '../../math/tests/beta-binomial.ts';
import { delong } from '../../math/tests/delong.ts';
import { wilsonInterval } from '../../math/tests/wilson.ts';
import type { Score } from '../evaluation.ts';

export interface AnomalyFigures {
  /** Share of rows that count as anomalies, with Wilson's interval. */
  readonly flagged: Score;
  /** Chance of so many or so few flags, or of more extreme numbers, if the rows were like the training rows. */
  readonly pValue: number;
  /** Chance that a row is stranger than a held-out training row, of equals the half; 0.5 for rows like the training rows. */
  readonly stranger: Score;
}

/** Scores in (0, 1) of some rows, and 1 for those that count as anomalies. */
export interface ScoredRows {
  readonly scores: Float64Array;
  readonly flags: Float64Array;
}

/**
 * Compares rows with held-out training rows. Where these were scored by the model itself, they are one part, and only the chance in
 * both samples counts. Where each part was scored by a model of the others, such models differ from each other and from the one that
 * scored the rows; how far, the parts show, and the interval and the p-value allow for it. Needs `distributionsReady()`.
 *
 * @param current one row or more; @param parts one part or more, one row or more each.
 */
export function anomalyFigures(current: ScoredRows, parts: readonly ScoredRows[]): AnomalyFigures {
  const n = current.flags.length;
  const count = countOf(current.flags);
  return {
    flagged: { value: count / n, ci: wilsonInterval(count, n), method: 'wilson' },
    pValue: flagTest(count, n, parts),
    stranger: strangerThan(current, parts),
  };
}

/** Beta-binomial: the share among the training rows is known as well as its spread allows. */
function flagTest(count: number, n: number, parts: readonly ScoredRows[]): number {
  const rows = parts.reduce((sum, { flags }) => sum + flags.length, 0);
  const flagged = parts.reduce((sum, { flags }) => sum + countOf(flags), 0);
  // Half a row more on both sides, so that no share is 0 or 1.
  const share = (flagged + 0.5) / (rows + 1);
  const binomial = share * (1 - share);
  const between = modelSpread(parts.map(({ flags }) => countOf(flags) / flags.length));
  const worth = Math.max(1, binomial / Math.max(binomial / (rows + 1), between));
  return betaBinomialTest(count, n, share * worth, (1 - share) * worth);
}

/** The area under the ROC curve of rows against training rows, with DeLong's interval (DeLong and others 1988). */
function strangerThan({ scores }: ScoredRows, parts: readonly ScoredRows[]): Score {
  const against = (others: readonly Float64Array[]) => {
    const all = Float64Array.from([...others, scores].flatMap((one) => [...one]));
    const first = all.length - scores.length;
    return delong(
      all,
      all.map((_, i) => Number(i >= first)),
    );
  };
  const whole = against(parts.map((part) => part.scores));
  const spread = parts.length > 1 ? modelSpread(parts.map((part) => against([part.scores]).auc)) : 0;
  const width = Math.sqrt(whole.variance + spread);
  if (!(width > 0)) {
    // All rows on one side, or a single row: the smaller sample says as much as so many coins.
    const fewer = Math.min(
      scores.length,
      parts.reduce((sum, part) => sum + part.scores.length, 0),
    );
    return { value: whole.auc, ci: wilsonInterval(whole.auc * fewer, fewer), method: 'wilson' };
  }
  const half = width * (parts.length > 1 ? studentTQuantile(0.975, parts.length - 1) : normalQuantile(0.975));
  return { value: whole.auc, ci: [Math.max(0, whole.auc - half), Math.min(1, whole.auc + half)], method: 'delong' };
}

/** Variance of a model's figure less the mean of those of the parts; 0 for a single part, which the model itself has scored. */
function modelSpread(figures: readonly number[]): number {
  if (figures.length < 2) return 0;
  return variance(Float64Array.from(figures)) * (1 + 1 / figures.length);
}

function countOf(flags: Float64Array): number {
  return Math.round(mean(flags) * flags.length);
}
