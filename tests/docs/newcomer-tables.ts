/** The tables that commands of guides name: drawn anew, the same each time, with something in them to be learned. */
import { readFileSync } from 'node:fs';
import { createRng } from '../../src/math/philox.ts';
import type { Rng } from '../../src/math/rng.ts';

type Row = Readonly<Record<string, string | number | boolean | null>>;

const rowsOf = (seed: string, rows: number, row: (rng: Rng, i: number) => Row): Row[] => {
  const rng = createRng(5).split(seed);
  return Array.from({ length: rows }, (_, i) => row(rng, i));
};
const oneOf = (rng: Rng, choices: readonly string[]) => choices[Math.floor(rng.uniform() * choices.length)];

/** Flights without their delays. */
export const flights = (rows: number) =>
  rowsOf('flights', rows, (rng) => ({
    distance: Math.floor(rng.uniform() * 2000),
    origin: oneOf(rng, ['ATL', 'ORD', 'DEN']),
  }));

/** Delays that follow distance and origin. */
export const withDelays = (rows: readonly Row[]) => {
  const rng = createRng(5).split('delays');
  return rows.map((row) => ({
    ...row,
    late: Number(row['distance']) + (row['origin'] === 'ORD' ? 600 : 0) + rng.uniform() * 500 > 1400 ? 'TRUE' : 'FALSE',
  }));
};

/** Customers who leave early in their contract; ids begin behind `from`. */
export const customers = (rows: number, from = 4700) =>
  rowsOf(`customers ${from}`, rows, (rng, i) => {
    const tenure = Math.floor(rng.uniform() * 60);
    const contract = oneOf(rng, ['monthly', 'yearly']);
    const charge = Math.round(2000 + 8000 * rng.uniform()) / 100;
    const risk = (60 - tenure) / 60 + (contract === 'monthly' ? 0.5 : 0) + charge / 200 + rng.uniform();
    return { customer_id: from + i, tenure, contract, charge, churn: risk > 1.5 ? 'yes' : 'no' };
  });

/** Loans whose payment goes by income, and incomes by sex. */
export const loans = (rows: number) =>
  rowsOf('loans', rows, (rng) => {
    const sex = oneOf(rng, ['female', 'male']);
    const income = Math.round(2000 + 4000 * rng.uniform() + (sex === 'male' ? 800 : 0));
    const isRepaid = income + 1500 * rng.uniform() > 4300;
    const ageGroup = oneOf(rng, ['under 30', '30 to 60', 'over 60']);
    return { sex, age_group: ageGroup, income, repaid: isRepaid ? 'yes' : 'no', default: isRepaid ? 'no' : 'yes' };
  });

/** Days with a revenue, and the running sum that gives it away. */
export const sales = (rows: number) => {
  let sum = 0;
  return rowsOf('sales', rows, (rng, i) => {
    const visitors = Math.floor(rng.uniform() * 500);
    const revenue = Math.round(visitors * 3 + 300 * rng.uniform());
    sum += revenue;
    return {
      date: new Date(1_700_000_000_000 + i * 86_400_000).toISOString(),
      visitors,
      revenue,
      revenue_to_date: sum,
    };
  });
};

/** Transactions, of which one in thirty is a fraud, mostly a large one at night. */
export const frauds = (rows: number) =>
  rowsOf('frauds', rows, (rng, i) => {
    const isFraud = i % 30 === 0;
    const hour = (isFraud ? 0 : 6) + 12 * rng.uniform();
    return { amount: (isFraud ? 300 : 10) + 400 * rng.uniform(), hour, state: isFraud ? 'fraud' : 'fine' };
  });

/** Payments, some of them far from all others. */
export const payments = (rows: number) =>
  rowsOf('payments', rows, (rng, i) => {
    const isStrange = i % 50 === 49;
    return { amount: (isStrange ? 900 : 20) + 80 * rng.uniform(), hour: (isStrange ? 2 : 14) + 4 * rng.uniform() };
  });

/** The penguins of vega-datasets with plain names. */
export const penguins = (): Row[] =>
  JSON.parse(readFileSync(new URL('../../node_modules/vega-datasets/data/penguins.json', import.meta.url), 'utf8')).map(
    (row: Row) => ({
      species: row['Species'],
      island: row['Island'],
      bill_length_mm: row['Beak Length (mm)'],
      bill_depth_mm: row['Beak Depth (mm)'],
      flipper_length_mm: row['Flipper Length (mm)'],
      body_mass_g: row['Body Mass (g)'],
      sex: row['Sex'],
    }),
  );

/** As a file with a header. */
export const csvOf = (rows: readonly Row[], left: readonly string[] = []) => {
  const names = Object.keys(rows[0]).filter((name) => !left.includes(name));
  return [names.join(','), ...rows.map((row) => names.map((name) => row[name] ?? '').join(','))].join('\n');
};
