/** Errors as answers: each error has its own text, also where one is given again. */
import { expect, it } from 'vitest';
import { ModelwrightError } from '../core/errors.ts';
import { errorBody } from './error-reply.ts';

it('writes each error as its own, however they take turns', () => {
  const errors = ['late', 'churn'].map((model) => new ModelwrightError('OVERLOADED', { model, problem: 'too many' }));
  for (const error of [errors[0], errors[0], errors[1], errors[0], errors[1]]) {
    expect(JSON.parse(errorBody(error))).toEqual({
      error: { code: 'OVERLOADED', message: error.message, details: error.details },
    });
  }
  expect(errorBody(errors[0])).not.toBe(errorBody(errors[1]));
});
