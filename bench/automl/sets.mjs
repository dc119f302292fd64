/**
 * Every set of the data folder as a table to predict one column of: file, target, task, columns that give the target away or only
 * name rows, and how train and test rows are told apart. `rows` are those of the file (fewer where `draw` says how many are used).
 */
import { qualitySets } from '../data/quality-sets.mjs';

/** What the sets of the quality comparison need besides: rows, and the time or the groups that keep test rows apart. */
const divided = {
  titanic: { rows: 891 },
  pima_diabetes: { rows: 768 },
  oil_spill: { rows: 937 },
  german_credit: { rows: 1000 },
  spambase: { rows: 4601 },
  phoneme: { rows: 5404 },
  telco_churn: { rows: 7043 },
  compas_two_years: { rows: 7214, time: 'compas_screening_date' },
  mammography: { rows: 11_183 },
  credit_default: { rows: 30_000 },
  bank_marketing: { rows: 40_195 },
  adult: { rows: 48_842 },
  iris: { rows: 150 },
  penguins: { rows: 344 },
  digits_8x8: { rows: 1797 },
  satellite: { rows: 6435 },
  mnist_10k: { rows: 10_000 },
  letter_recognition: { rows: 20_000 },
  shuttle: { rows: 58_000 },
  ames_housing: { rows: 2930 },
  abalone: { rows: 4177 },
  wine_quality: { rows: 6497, copies: 'together' },
  bike_sharing_hourly: { rows: 17_379, time: 'datetime' },
  california_housing: { rows: 20_640 },
  diamonds: { rows: 53_940 },
  elec2_stream: { rows: 45_312, time: 'seq', kind: 'stream' },
  flights_3m: { rows: 3_000_000, draw: 300_000, time: 'date', kind: 'stream' },
};

const regression = { task: 'regression' };
const others = {
  sms_spam: { target: 'type', task: 'binary', rows: 5574, copies: 'together', kind: 'text' },
  ag_news_test: { target: 'topic', task: 'multiclass', rows: 7600, kind: 'text' },
  movie_reviews_polarity: {
    target: 'sentiment',
    task: 'binary',
    drop: ['review_id', 'fold'],
    rows: 2000,
    kind: 'text',
  },
  airline_passengers: { target: 'passengers', ...regression, rows: 144, time: 'month', kind: 'series' },
  monthly_sunspots: { target: 'sunspots', ...regression, rows: 2820, time: 'month', kind: 'series' },
  daily_min_temperatures: { target: 'temp', ...regression, rows: 3650, time: 'date', kind: 'series' },
  walmart_weekly_sales: { target: 'weekly_sales', ...regression, rows: 6435, time: 'date', kind: 'series' },
  etth1: { target: 'ot', ...regression, rows: 17_420, time: 'date', kind: 'series' },
  vic_electricity_halfhourly: { target: 'demand', ...regression, rows: 52_608, time: 'time_utc', kind: 'series' },
  m3_monthly: { target: 'y', ...regression, rows: 167_562, testIf: ['split', 'test'], kind: 'series' },
  m4_hourly: { target: 'y', ...regression, rows: 373_372, testIf: ['split', 'test'], kind: 'series' },
  movielens_100k: { target: 'rating', ...regression, rows: 100_000, time: 'timestamp_unix', kind: 'ratings' },
  cookie_cats_ab: { target: 'retention_7', task: 'binary', drop: ['userid'], rows: 90_189, kind: 'experiment' },
};

const metricOf = { binary: 'roc_auc', multiclass: 'log_loss', regression: 'rmse' };

/**
 * The sets by name, each with
 *
 * - `target`, `task`, `metric`, `drop`, `rows`, `draw?`, `file?` (else `<name>.csv.gz`);
 * - `kind`: `table`, or what else the rows are: `stream`, `text`, `series`, `ratings`, `experiment`;
 * - `time?`: column by which the latest rows are for tests; `testIf?`: `[column, value]` of the test rows of an official division,
 *   a column that is then left out; `copies: 'together'`: rows with equal features stand on one side.
 */
export const sets = Object.fromEntries(
  [
    ...Object.entries(divided).map(([name, how]) => [name, { ...qualitySets[name], ...how }]),
    ...Object.entries(others),
  ].map(([name, set]) => [name, { kind: 'table', drop: [], metric: metricOf[set.task], ...set }]),
);

/** Below this a test part has too few rows to tell three systems apart. */
const fewestRows = 500;
const counts = { binary: 5, multiclass: 4, regression: 3 };

/**
 * Twelve sets chosen by rule, not by result: of each task's plain tables with at least 500 rows, ordered by their rows, the middle
 * one of each of 5 (binary), 4 (multiclass) and 3 (regression) equal shares.
 */
export function twelveSets() {
  return Object.entries(counts).flatMap(([task, count]) => {
    const ordered = Object.entries(sets)
      .filter(([, set]) => set.task === task && set.kind === 'table' && set.rows >= fewestRows)
      .sort(([, a], [, b]) => a.rows - b.rows);
    return Array.from({ length: count }, (_, i) => ordered[Math.floor(((i + 0.5) * ordered.length) / count)][0]);
  });
}

/** Every third of the twelve. */
export function fourSets() {
  return twelveSets().filter((_, i) => i % 3 === 2);
}
