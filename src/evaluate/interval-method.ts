/**
 * How the confidence interval of a score is made. A metric names its own way (`interval`); this is how the sample changes it:
 *
 * | Sample | proportions | area under one ROC curve | other metrics | metrics that hang on the place of one row |
 * |---|---|---|---|---|
 * | up to 2,000 rows | `wilson` | `delong` | `bca` | `percentile` |
 * | more rows | `wilson` | `delong` | `influence` | above 4,000 rows `normal`, above 50,000 `batch_means` |
 * | several repeats, or up to 2,000 groups | `bca` | `bca` | `bca` | `percentile` |
 *
 * The interval of a calibration error is `consistency` for any sample (calibration-interval.ts); that of a difference of two, which
 * has no influence of single rows, follows the last column above 2,000 rows. A score at the best value that there is, whose
 * resamples are all alike, gets `wilson`. With more than 200 classes the second row holds whatever the rows. With groups, whole
 * groups are drawn, left out and added up; the name then begins with `cluster_`.
 */

/** By drawing again, or by what each unit adds. */
type UnitMethod = 'bca' | 'percentile' | 'influence' | 'normal' | 'batch_means' | 'consistency';

export type IntervalMethod = 'wilson' | 'delong' | UnitMethod | `cluster_${UnitMethod}`;

/** The name for rows, or for groups of rows. */
export function unitMethod(method: UnitMethod, grouped: boolean): IntervalMethod {
  return grouped ? `cluster_${method}` : method;
}
