/** The library's face: factories, plain arrays in and labels out. */
import { describe, expect, it } from 'vitest';
import { tableFrom } from '../table/build.ts';
import { majority as majorityDefinition } from './baseline/majority.ts';
import { definePredictor } from './define-estimator.ts';
import { linearRecipe, logistic, majority, pipeline, ridge, standardScaler } from './index.ts';

const X = [[1], [2], [3], [4], [5], [6]];

describe('a predictor', () => {
  it('fits numbers and answers numbers', async () => {
    const model = await ridge({ alpha: 0 }).fit(X, [3, 5, 7, 9, 11, 13], { seed: 7 });
    expect(model.task).toBe('regression');
    expect(model.predict([[10]])[0]).toBeCloseTo(21, 10);
    expect(() => model.predictProba([[10]])).toThrow(expect.objectContaining({ code: 'TASK_UNFIT' }));
    expect(model.importance()).toEqual([{ feature: 'x0', share: 1 }]);
  });

  it('fits labels and answers labels', async () => {
    const model = await logistic({ C: 100 }).fit(X, ['no', 'no', 'no', 'yes', 'yes', 'yes']);
    expect(model.classes).toEqual(['no', 'yes']);
    expect(model.predict([[0], [9]])).toEqual(['no', 'yes']);
    const [[no, yes]] = model.predictProba([[9]]);
    expect(no + yes).toBe(1);
    const numbers = await logistic().fit(X, [10, 10, 9, 9, 9, 10]);
    expect(numbers.classes).toEqual([9, 10]);
  });

  it('is a spec, stays as it is, and refuses bad parameters at once', async () => {
    const estimator = ridge({ alpha: 2 });
    expect(estimator).toMatchObject({ name: 'ridge', params: { alpha: 2 } });
    const [first, second] = [await estimator.fit(X, [1, 2, 3, 4, 5, 6]), await estimator.fit(X, [6, 5, 4, 3, 2, 1])];
    expect(first.predict([[6]])[0]).toBeGreaterThan(second.predict([[6]])[0]);
    expect(() => ridge({ alpha: -1 })).toThrow(expect.objectContaining({ code: 'PARAM_INVALID' }));
    // @ts-expect-error a misspelt option does not compile
    expect(() => ridge({ alhpa: 1 })).toThrow(expect.objectContaining({ code: 'PARAM_INVALID' }));
  });

  it('refuses shapes and labels that do not fit', async () => {
    await expect(ridge().fit([[1], [2, 3]], [1, 2])).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
    await expect(ridge().fit(X, [1])).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
    await expect(ridge().fit(X, ['a', 'b', 'a', 'b', 'a', 'b'])).rejects.toMatchObject({ code: 'TASK_UNFIT' });
    await expect(ridge().fit([[Number.NaN]], [1])).rejects.toMatchObject({ code: 'VALUE_MISSING' });
  });
});

describe('a pipeline', () => {
  it('takes estimators as steps, fits in a thread and sums importance by input column', async () => {
    const table = tableFrom({ city: ['a', 'b', 'a', 'b', 'a', 'c'], n: [1, 2, 3, null, 5, 6] });
    const steps = [
      ...linearRecipe([
        { name: 'city', role: 'categorical' },
        { name: 'n', role: 'numeric' },
      ]),
      logistic(),
    ];
    const model = await pipeline({ steps }).fit(table, ['u', 'v', 'u', 'v', 'u', 'v']);
    expect(model.predict(table)).toEqual(['u', 'v', 'u', 'v', 'u', 'v']);
    const importance = model.importance()!;
    expect(importance.map(({ feature }) => feature).sort()).toEqual(['city', 'n']);
    expect(importance.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('refuses steps in the wrong order and unknown ones', async () => {
    const misplaced = pipeline({ steps: [ridge(), ridge()] });
    await expect(misplaced.fit(X, [1, 2, 3, 4, 5, 6])).rejects.toMatchObject({ code: 'PARAM_INVALID' });
    expect(() => pipeline({ steps: [{ name: 'nothing', params: {} }] })).toThrow(
      expect.objectContaining({ code: 'ESTIMATOR_UNKNOWN' }),
    );
    expect(() => pipeline({ steps: [{ name: 'ridge', params: { alpha: -1 } }] })).toThrow(
      expect.objectContaining({ code: 'PARAM_INVALID', details: expect.objectContaining({ name: 'ridge.alpha' }) }),
    );
  });
});

it('a transformer gives a table', async () => {
  const scaler = await standardScaler().fit([[1], [3]]);
  expect(Array.from((scaler.transform([[5]]).columns[0] as { values: Float64Array }).values)).toEqual([3]);
});

it('an estimator that a user defines works, also when it is heavy and the worker does not know it', async () => {
  const own = definePredictor({
    ...majorityDefinition,
    name: 'own_majority',
    tags: { ...majorityDefinition.tags, heavy: true },
  });
  expect((await own().fit(X, ['a', 'a', 'a', 'a', 'b', 'b'])).predict([[1]])).toEqual(['a']);
  expect(() => definePredictor({ ...majorityDefinition, description: 'another' })).toThrow();
  expect(majority.definition.name).toBe('majority');
});
