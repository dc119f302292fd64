/** Leaks planted into made tables are told of, and the same tables without them raise no alarm. */
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../../src/math/distributions.ts';
import { alarms, finds } from './look.ts';
import { madeTables } from './made-tables.ts';
import { plants } from './plants.ts';

const tables = madeTables(1, 800);
const missed: string[] = [];
let planted = 0;

beforeAll(distributionsReady);

describe.each(Object.entries(plants))('%s', (kind, plant) => {
  it('is told of where it is planted', () => {
    const found = tables.map((clean, i) => finds(clean, plant, 11 + i));
    const fitting = found.filter((one) => one !== undefined);
    expect(fitting.length).toBeGreaterThanOrEqual(4);
    planted += fitting.length;
    for (const [i, one] of found.entries()) if (one === false) missed.push(`${kind}: ${tables[i].name}`);
    expect(fitting.filter((one) => one).length).toBeGreaterThanOrEqual(fitting.length - 1);
  });
});

it('in all, at least 95 of 100 are', () => {
  expect(planted).toBeGreaterThanOrEqual(60);
  expect(missed.length, missed.join('; ')).toBeLessThanOrEqual(0.05 * planted);
});

it('at most 5 of 100 clean tables raise an alarm', () => {
  const clean = [2, 3, 4, 5, 6, 7, 8].flatMap((seed) => madeTables(seed, 500));
  const raised = clean.map((one) => alarms(one)).filter((found) => found.length > 0);
  expect(clean.length).toBeGreaterThanOrEqual(40);
  expect(raised.length, JSON.stringify(raised)).toBeLessThanOrEqual(0.05 * clean.length);
});
