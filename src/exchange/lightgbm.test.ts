/** Imported LightGBM models against LightGBM's own predictions. */
import { describe, expect, it } from 'vitest';
import {
  expectedNumbers,
  modelCases,
  predictedNumbers,
  rawScores,
  rowsFor,
} from '../../tests/reference/exchange/reference-models.ts';
import { importLightgbm } from './import-lightgbm.ts';

const { cases, refused } = modelCases('lightgbm.json');

describe.each(cases.map((one) => [one.name, one] as const))('LightGBM, %s', (_, one) => {
  const model = importLightgbm(one.model);
  const X = rowsFor(model, one);

  it('has the raw scores to the bit', () => {
    expect(rawScores(model, X)).toEqual(expectedNumbers(one.raw));
  });

  it('has the predictions within 4 ulp', () => {
    const actual = predictedNumbers(model, X);
    const expected = expectedNumbers(one.predicted);
    expect(actual.length).toBe(expected.length);
    const far = actual.filter((value, i) => Math.abs(value - expected[i]) > 4 * Number.EPSILON * Math.abs(expected[i]));
    expect(far).toEqual([]);
  });
});

it.each(refused.map((one) => [one.name, one] as const))('refuses %s', (_, { model }) => {
  expect(() => importLightgbm(model)).toThrow(/linear/);
});
