/**
 * Leaks planted into real tables are told of, and changes that add no leak raise no alarm (MODELWRIGHT_TEST_DATA names their folder).
 * Rules are tuned on one half of the tables alone; figures of either half are printed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spreadRows } from '../../src/data/row-sample.ts';
import { distributionsReady } from '../../src/math/distributions.ts';
import { takeRows } from '../../src/table/table.ts';
import { variants } from './clean-variants.ts';
import { alarmsOf, type CleanTable, finds } from './look.ts';
import { plants } from './plants.ts';
import { readSet, realSets } from './real-tables.ts';

/** Rows of a table that are kept: for the variants, and for the leaks, of which some add rows. */
const mostRows = { clean: 3000, planted: 2400 };
/** Every table gets each third kind of leak, another third than the next table. */
const parts = 3;

/** Of one table, on a busy machine. */
const longestMs = 300_000;

interface Tally {
  planted: number;
  readonly missed: string[];
  clean: number;
  readonly alarmed: string[];
}

const none = (): Tally => ({ planted: 0, missed: [], clean: 0, alarmed: [] });
const tallies = { tuning: none(), judging: none() };
const perKind = new Map<string, number>();

beforeAll(distributionsReady);

describe.skipIf(realSets.length === 0)('real tables (MODELWRIGHT_TEST_DATA)', () => {
  describe.each(realSets.map((set, i) => ({ ...set, i })))('$name', (set) => {
    const tally = tallies[set.isTuning ? 'tuning' : 'judging'];
    let clean: CleanTable;
    beforeAll(async () => {
      clean = await readSet(set, mostRows.clean);
    }, longestMs);

    it(
      'changes that add no leak',
      () => {
        for (const [kind, variant] of Object.entries(variants)) {
          const alarms = alarmsOf(clean, variant, 5);
          tally.clean++;
          if (alarms.length > 0) tally.alarmed.push(`${set.name}, ${kind}: ${alarms.join(', ')}`);
        }
      },
      longestMs,
    );

    it(
      'planted leaks',
      () => {
        const table = takeRows(clean.table, spreadRows(clean.table.nRows, mostRows.planted));
        for (const [k, [kind, plant]] of Object.entries(plants).entries()) {
          if ((set.i + k) % parts !== 1) continue;
          const found = finds({ ...clean, table }, plant, 5 + set.i);
          if (found === undefined) continue;
          tally.planted++;
          perKind.set(kind, (perKind.get(kind) ?? 0) + 1);
          if (!found) tally.missed.push(`${set.name}: ${kind}`);
        }
      },
      longestMs,
    );
  });

  it.each(['tuning', 'judging'] as const)('in all, on the %s half', (half) => {
    const { planted, missed, clean, alarmed } = tallies[half];
    expect(planted).toBeGreaterThanOrEqual(60);
    expect(clean).toBeGreaterThanOrEqual(40);
    expect(missed.length, missed.join('; ')).toBeLessThanOrEqual(0.05 * planted);
    expect(alarmed.length, alarmed.join('; ')).toBeLessThanOrEqual(0.05 * clean);
  });

  it('every kind of leak is planted', () => {
    for (const kind of Object.keys(plants)) expect(perKind.get(kind) ?? 0, kind).toBeGreaterThanOrEqual(3);
  });

  afterAll(() => {
    for (const [half, { planted, missed, clean, alarmed }] of Object.entries(tallies)) {
      const lines = [
        `${half}: ${planted - missed.length} of ${planted} leaks, alarms in ${alarmed.length} of ${clean} clean`,
      ];
      console.log([...lines, ...missed, ...alarmed].join('\n  '));
    }
  });
});
