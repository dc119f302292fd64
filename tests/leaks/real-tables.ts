/** Real tables of the folder that MODELWRIGHT_TEST_DATA names, parted at random into those that rules may be tuned on and those that judge them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from '../../src/data/read.ts';
import { spreadRows } from '../../src/data/row-sample.ts';
import { resolveSource } from '../../src/data/source.ts';
import { createRng } from '../../src/math/philox.ts';
import { takeRows, without } from '../../src/table/table.ts';
import type { CleanTable } from './look.ts';

export interface RealSet {
  readonly name: string;
  readonly target: string;
  /** Columns that the set's own notes call a leak, the outcome under another name, or a split. */
  readonly leaks: readonly string[];
  readonly timeColumn?: string;
  /** Rules may be tuned on it; the other half is only judged on. */
  readonly isTuning: boolean;
}

const listed: readonly [name: string, target: string, without?: readonly string[], timeColumn?: string][] = [
  ['abalone', 'rings'],
  ['adult', 'income', ['split']],
  ['ag_news_test', 'topic'],
  ['ames_housing', 'sale_price'],
  ['bank_marketing', 'subscribed'],
  ['bike_sharing_hourly', 'count', ['casual', 'registered'], 'datetime'],
  ['california_housing', 'median_house_value'],
  ['compas_two_years', 'two_year_recid', ['is_recid']],
  ['cookie_cats_ab', 'retention_7'],
  ['credit_default', 'default_next_month'],
  ['diamonds', 'price'],
  ['digits_8x8', 'digit'],
  ['elec2_stream', 'class', [], 'seq'],
  ['etth1', 'ot', [], 'date'],
  ['german_credit', 'credit_risk'],
  ['iris', 'species'],
  ['letter_recognition', 'letter'],
  ['mammography', 'class'],
  ['movie_reviews_polarity', 'sentiment', ['fold']],
  ['movielens_100k', 'rating'],
  ['oil_spill', 'oil_spill'],
  ['penguins', 'species'],
  ['phoneme', 'class'],
  ['pima_diabetes', 'diabetes'],
  ['satellite', 'classes'],
  ['shuttle', 'class'],
  ['sms_spam', 'type'],
  ['spambase', 'type'],
  ['telco_churn', 'churn'],
  ['titanic', 'survived'],
  ['vic_electricity_halfhourly', 'demand', [], 'time_utc'],
  ['walmart_weekly_sales', 'weekly_sales', [], 'date'],
  ['wine_quality', 'quality'],
];

const folder = process.env['MODELWRIGHT_TEST_DATA'];
const fileOf = (name: string) => join(folder ?? '', `${name}.csv.gz`);

const tuning = new Set(
  createRng(20_260)
    .split('halves')
    .permutation(listed.length)
    .subarray(0, Math.floor(listed.length / 2)),
);

/** The sets that are there; none without the folder. */
export const realSets: readonly RealSet[] = listed
  .map(([name, target, leaks = [], timeColumn], i) => ({ name, target, leaks, timeColumn, isTuning: tuning.has(i) }))
  .filter(({ name }) => folder !== undefined && existsSync(fileOf(name)));

/** The table as training reads it, with up to `mostRows` rows spread evenly. */
export async function readSet(set: RealSet, mostRows: number): Promise<CleanTable> {
  const { name, target, leaks, timeColumn } = set;
  const table = await readTable(await resolveSource(fileOf(name), {}));
  const sampled = takeRows(table, spreadRows(table.nRows, mostRows));
  return { name, target, timeColumn, table: without(sampled, leaks) };
}
