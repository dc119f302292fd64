import { expect, it } from 'vitest';
import { meanOverFolds } from './fold-mean.ts';

const folds = [100, 200, 300].map((n) => ({ train: new Int32Array(n) }));

it('counts a fold by the rows that it learned from', () => {
  expect(meanOverFolds([1, 2, 3], folds)).toBeCloseTo(1400 / 600, 12);
  expect(meanOverFolds([5, 5, 5], folds)).toBe(5);
});

it('leaves out folds where the metric is not defined', () => {
  expect(meanOverFolds([Number.NaN, 2, 4], folds)).toBeCloseTo(1600 / 500, 12);
  expect(meanOverFolds([Number.NaN], folds)).toBeNaN();
  expect(meanOverFolds([], folds)).toBeNaN();
});
