/** Facts about rows: how rare a class is, and what that adds to the portfolio. */
import { expect, it } from 'vitest';
import { rarestShare } from './facts.ts';
import { familiesOf } from './families.ts';
import { portfolioOf } from './portfolio.ts';
import { presets } from './preset.ts';

it('counts the rows that are asked for, and the classes that are there', () => {
  const y = Float64Array.of(0, 0, 0, 2, 0, 2);
  expect(rarestShare(y, Int32Array.of(0, 1, 2, 3), 3)).toBe(0.25);
  expect(rarestShare(y, Int32Array.of(0, 1), 3)).toBe(1);
  expect(rarestShare(y, Int32Array.of(0, 1, 3), 0)).toBe(1);
});

it('a rare class adds boosting with balanced classes as the last candidate', () => {
  const candidates = (rarest: number | undefined, task: 'binary' | 'regression' = 'binary') => {
    const roles = [{ name: 'x', role: 'numeric' }] as const;
    const facts = { task, nClasses: task === 'binary' ? 2 : 0, roles, rows: 3000, rarest };
    return portfolioOf(familiesOf(presets.balanced, facts), facts)
      .flat()
      .map(({ name, params }) => ({ name, params }));
  };
  const plain = candidates(0.3);
  const rare = candidates(0.01);
  expect(candidates(undefined)).toEqual(plain);
  expect(rare.slice(0, -1)).toEqual(plain);
  expect(rare[rare.length - 1]).toMatchObject({ name: 'gbdt', params: { classWeight: 'balanced' } });
  expect(candidates(1, 'regression').some(({ params }) => 'classWeight' in params)).toBe(false);
});
