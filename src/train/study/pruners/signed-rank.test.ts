import { beforeAll, expect, test } from 'vitest';
import reference from '../../../../tests/reference/train/parzen.json' with { type: 'json' };
import { distributionsReady } from '../../../math/distributions.ts';
import { signedRankUpperTail } from './signed-rank.ts';

beforeAll(distributionsReady);

test.each(reference.signedRank.map((r) => [r.differences.length, r.p, r.differences] as const))(
  '%i differences have the p-value %d of SciPy',
  (_, p, differences) => {
    expect(Math.abs(signedRankUpperTail(differences) - p)).toBeLessThan(1e-9);
  },
);

test('nothing but zeros says nothing', () => {
  expect(signedRankUpperTail([0, 0, 0])).toBe(1);
  expect(signedRankUpperTail(Array(60).fill(0))).toBeCloseTo(0.5, 12);
});
