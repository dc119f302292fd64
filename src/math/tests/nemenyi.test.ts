/** Nemenyi's test against scipy's studentized range and Demsar's table; what it refuses; how often it errs. */
import { beforeAll, describe, expect, it } from 'vitest';
import { pairedReference } from '../../../tests/paired-reference.ts';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { nemenyi } from './nemenyi.ts';

beforeAll(() => distributionsReady());

describe('nemenyi', () => {
  it.each(pairedReference.ranked.map((entry, i) => [i, entry] as const))('equals scipy on table %i', (_, entry) => {
    const got = nemenyi(entry.scores, 'maximize');
    for (const [model, rank] of got.averageRanks.entries()) expect(rank).toBeCloseTo(entry.averageRanks[model], 12);
    expect(Math.abs(got.criticalDifference / entry.criticalDifference - 1)).toBeLessThan(1e-8);
    for (const [i, row] of got.pValues.entries()) {
      for (const [j, pValue] of row.entries()) {
        expect(Math.abs(pValue - entry.nemenyi[i][j])).toBeLessThan(1e-9);
        expect(pValue).toBe(got.pValues[j][i]);
        if (i !== j) {
          const gap = Math.abs(got.averageRanks[i] - got.averageRanks[j]);
          expect(pValue <= 0.05).toBe(gap >= got.criticalDifference);
        }
      }
      expect(row[i]).toBe(1);
    }
  });

  it('has the critical values of Demsar (2006), table 5', () => {
    const critical = (models: number, alpha: number) => {
      const rows = [0, 1].map(() => Array.from({ length: models }, (_, model) => model));
      return nemenyi(rows, 'maximize', alpha).criticalDifference / Math.sqrt((models * (models + 1)) / 12);
    };
    // The table divides by sqrt 2, as it is here by the form of the error for two data sets.
    for (const [models, at5, at10] of [
      [2, 1.96, 1.645],
      [3, 2.343, 2.052],
      [4, 2.569, 2.291],
      [5, 2.728, 2.459],
      [10, 3.164, 2.92],
    ]) {
      expect(Math.abs(critical(models, 0.05) - at5)).toBeLessThan(0.0015);
      expect(Math.abs(critical(models, 0.1) - at10)).toBeLessThan(0.0015);
    }
  });

  it('says 1 for models that are never apart, whatever their place', () => {
    const got = nemenyi(
      [
        [1, 1, 5],
        [2, 2, 5],
      ],
      'minimize',
    );
    expect(got.pValues[0][1]).toBe(1);
    expect(got.pValues[0][2]).toBe(got.pValues[1][2]);
    expect(got.pValues[0][2]).toBeLessThan(1);
  });

  it('turns with the order of models and keeps with the order of data sets', () => {
    const { scores } = pairedReference.ranked[0];
    const got = nemenyi(scores, 'maximize');
    const order = [...createRng(2).permutation(scores[0].length)];
    const other = nemenyi(
      [...scores].reverse().map((row) => order.map((model) => row[model])),
      'maximize',
    );
    for (const [i, from] of order.entries()) {
      for (const [j, to] of order.entries()) expect(other.pValues[i][j]).toBeCloseTo(got.pValues[from][to], 12);
    }
  });

  it('finds any difference among equal models about as often as it says', () => {
    const rng = createRng(10);
    let found = 0;
    for (let run = 0; run < 400; run++) {
      const scores = Array.from({ length: 20 }, () => Array.from({ length: 4 }, () => rng.normal()));
      const { averageRanks, criticalDifference } = nemenyi(scores, 'maximize', 0.1);
      if (Math.max(...averageRanks) - Math.min(...averageRanks) >= criticalDifference) found++;
    }
    // 40 expected, with a standard error of 6.
    expect(found).toBeGreaterThan(22);
    expect(found).toBeLessThan(58);
  });

  it('refuses what cannot be compared', () => {
    const code = (value: string) => expect.objectContaining({ code: value });
    expect(() => nemenyi([[1, 2]], 'maximize')).toThrow(code('SHAPE_MISMATCH'));
    expect(() =>
      nemenyi(
        [
          [1, 2],
          [1, Number.NaN],
        ],
        'maximize',
      ),
    ).toThrow(code('VALUE_INVALID'));
    for (const alpha of [0, 1, Number.NaN]) {
      expect(() =>
        nemenyi(
          [
            [1, 2],
            [1, 2],
          ],
          'maximize',
          alpha,
        ),
      ).toThrow(code('PARAM_INVALID'));
    }
  });
});
