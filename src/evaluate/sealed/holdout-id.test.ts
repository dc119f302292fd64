import { expect, it } from 'vitest';
import { holdoutId } from './holdout-id.ts';

const split = { dataHash: 'd', target: 'late', seed: 7 };

it('names what parts the data, and nothing else', () => {
  const others = [
    { ...split, dataHash: 'e' },
    { ...split, target: 'early' },
    { ...split, seed: 8 },
    { ...split, sample: 1000 },
    { ...split, groupColumn: 'plane' },
    { ...split, timeColumn: 'date' },
    { ...split, timeColumn: 'date', sample: 1000 },
  ];
  const ids = [split, ...others].map(holdoutId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
  expect(holdoutId({ ...split, ...{ metric: 'rmse', exclude: ['colour'] } })).toBe(ids[0]);
});

it('does not depend on the seed where rows are parted by time', () => {
  const timed = { ...split, timeColumn: 'date' };
  expect(holdoutId({ ...timed, seed: 8 })).toBe(holdoutId(timed));
  expect(holdoutId({ ...timed, sample: 9, seed: 8 })).not.toBe(holdoutId({ ...timed, sample: 9 }));
});
