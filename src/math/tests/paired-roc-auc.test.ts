/** DeLong's test of two arrays against its definition over all pairs, and what it refuses. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../distributions.ts';
import { pairedRocAuc } from './paired-roc-auc.ts';

interface Reference {
  readonly delong: readonly {
    a: number[];
    b: number[];
    y: number[];
    difference: number;
    ci: [number, number];
    pValue: number;
  }[];
}

const reference: Reference = JSON.parse(
  readFileSync(new URL('../../../tests/reference/math/paired-scores.json', import.meta.url), 'utf8'),
);

beforeAll(distributionsReady);

describe('the test of two areas', () => {
  it.each(reference.delong)('is what the definition gives, %#', ({ a, b, y, difference, ci, pValue }) => {
    const found = pairedRocAuc(a, b, y);
    expect(found.difference).toBeCloseTo(difference, 12);
    expect(found.ci[0]).toBeCloseTo(ci[0], 10);
    expect(found.ci[1]).toBeCloseTo(ci[1], 10);
    expect(found.pValue / pValue).toBeCloseTo(1, 9);
  });

  it('sees no difference between rankings that are alike, be they all ties', () => {
    const alike = { difference: 0, ci: [0, 0], pValue: 1 };
    expect(pairedRocAuc([1, 2, 3, 4], [10, 20, 30, 40], [0, 1, 0, 1])).toEqual(alike);
    expect(pairedRocAuc([1, 1, 1, 1], [2, 2, 2, 2], [0, 1, 0, 1])).toEqual(alike);
  });

  it.each([
    [[1, 2, 3], [1, 2, 3, 4], [0, 1, 0, 1], 0.95, 'SHAPE_MISMATCH'],
    [[], [], [], 0.95, 'SHAPE_MISMATCH'],
    [[1, 2, 3, 4], [1, 2, 3, 4], [0, 1, 1, 1], 0.95, 'SHAPE_MISMATCH'],
    [[1, 2, 3, 4], [1, 2, 3, Number.NaN], [0, 1, 0, 1], 0.95, 'VALUE_INVALID'],
    [[1, 2, 3, 4], [1, 2, 3, 4], [0, 1, 2, 1], 0.95, 'VALUE_INVALID'],
    [[1, 2, 3, 4], [1, 2, 3, 4], [0, 1, 0, 1], 1, 'PARAM_INVALID'],
  ])('refuses what does not fit, %#', (a, b, y, level, code) => {
    expect(() => pairedRocAuc(a, b, y, level)).toThrow(expect.objectContaining({ code }));
  });
});
