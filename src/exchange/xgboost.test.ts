/** Imported XGBoost models against XGBoost's own predictions. */
import { describe, expect, it } from 'vitest';
import {
  expectedNumbers,
  modelCases,
  predictedNumbers,
  rawScores,
  rowsFor,
} from '../../tests/reference/exchange/reference-models.ts';
import { importXgboost } from './import-xgboost.ts';

const { cases, refused } = modelCases('xgboost.json');

/** One float32 step of a probability or of the result of an exponential. */
const step = 1.2e-7;

describe.each(cases.map((one) => [one.name, one] as const))('XGBoost, %s', (_, one) => {
  const model = importXgboost(Buffer.from(one.model));
  const X = rowsFor(model, one);

  it('has the margins to the bit of float32', () => {
    expect(rawScores(model, X)).toEqual(expectedNumbers(one.raw));
  });

  it('has the predictions within one step of float32', () => {
    const actual = predictedNumbers(model, X);
    const expected = expectedNumbers(one.predicted);
    expect(actual.length).toBe(expected.length);
    const far = actual.filter((value, i) => Math.abs(value - expected[i]) > step * Math.abs(expected[i]));
    expect(far).toEqual([]);
  });
});

it.each(cases.flatMap(({ name, model, ubj }) => (ubj ? [[name, model, ubj] as const] : [])))(
  'XGBoost, %s: UBJSON holds the same model as JSON',
  (_, model, ubj) => {
    expect(importXgboost(Buffer.from(ubj, 'base64'))).toEqual(importXgboost(Buffer.from(model)));
  },
);

it.each(refused.map((one) => [one.name, one] as const))('refuses %s', (name, { model }) => {
  const word = { 'vector leaf': /targets|vector/, 'several targets': /targets/, 'labels beyond ASCII': /ASCII/ }[name];
  expect(() => importXgboost(Buffer.from(model))).toThrow(word ?? name);
});
