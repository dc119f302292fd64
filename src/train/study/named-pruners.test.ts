import { expect, test } from 'vitest';
import { distributionsReady } from '../../math/distributions.ts';
import { prunerNames } from './method-names.ts';
import { prunerOf } from './named-pruners.ts';
import type { Trial } from './trial.ts';

const reporting = (number: number, values: readonly number[], state: Trial['state']): Trial => ({
  number,
  params: {},
  state,
  ...(state === 'complete' ? { value: values[values.length - 1] } : {}),
  reports: values.map((value, step) => ({ step, value })),
});

/** Ten complete trials whose curves lie one above the other, from 1 to 10. */
const ended = Array.from({ length: 10 }, (_, n) => reporting(n, Array<number>(12).fill(n + 1), 'complete'));
const stops = (spec: Parameters<typeof prunerOf>[0], values: readonly number[]) =>
  prunerOf(spec)({ trial: reporting(10, values, 'running'), ended, direction: 'minimize' });

test.each(prunerNames)('%s needs no options', async (name) => {
  await distributionsReady();
  expect(stops({ name }, [0.5, 0.4, 0.3])).toBe(false);
});

test('percentile keeps the best quarter unless told otherwise', () => {
  expect(stops({ name: 'percentile' }, [3])).toBe(false);
  expect(stops({ name: 'percentile' }, [4])).toBe(true);
  expect(stops({ name: 'percentile', percentile: 50 }, [4])).toBe(false);
});

test('patient bears five reports without improvement unless told otherwise', () => {
  expect(stops({ name: 'patient' }, [1, 2, 2, 2, 2, 2])).toBe(false);
  expect(stops({ name: 'patient' }, [1, 2, 2, 2, 2, 2, 2])).toBe(true);
  expect(stops({ name: 'patient', patience: 1 }, [1, 2, 2])).toBe(true);
});

test('patient may leave the decision to another pruner by its name', () => {
  const patient = { name: 'patient', patience: 1, pruner: 'median' } as const;
  expect(stops(patient, [1, 2, 2])).toBe(false);
  expect(stops(patient, [7, 8, 8])).toBe(true);
  expect(stops({ name: 'median' }, [7])).toBe(true);
});

test.each([
  [{ name: 'median', startupTrials: 'three' }, 'pruner.startupTrials: expected a number, got three'],
  [{ name: 'median', patience: 3 }, 'pruner.patience: expected only known options, got an unknown one'],
  [{ name: 'patient', pruner: 'mean' }, 'pruner.pruner: expected one of median, percentile'],
  [{ name: 'percentile', percentile: 101 }, 'percentile: expected 0 <= percentile <= 100, got 101'],
  [{ name: 'mean' }, 'pruner: expected one of median, percentile'],
])('refuses %o', (spec, problem) => {
  expect(() => prunerOf(spec)).toThrow(problem);
});
