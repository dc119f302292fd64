import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { chiSquareUpperTail, distributionsReady } from '../../math/distributions.ts';
import { type AssignmentPlan, createAssigner } from './create-assigner.ts';
import { unitPoint } from './unit-point.ts';

beforeAll(distributionsReady);

const units = Array.from({ length: 6_000 }, (_, i) => `customer-${i}`);
const canary = (weight: number, seed = 'one'): AssignmentPlan => ({
  seed,
  variants: [
    { name: 'champion', weight: 100 - weight },
    { name: 'canary', weight },
  ],
});
const variantsOf = (plan: AssignmentPlan) => {
  const assign = createAssigner(plan);
  return units.map((unit) => assign(unit)?.variant);
};

function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const statistic = counts.reduce((sum, count, i) => sum + (count - total * shares[i]) ** 2 / (total * shares[i]), 0);
  return chiSquareUpperTail(statistic, counts.length - 1);
}

describe('points of units', () => {
  it('are uniform, also in their last digits', () => {
    for (const scale of [1, 2 ** 20, 2 ** 45]) {
      const counts = new Array<number>(64).fill(0);
      for (const unit of units) counts[Math.floor(((unitPoint('seed', unit) * scale) % 1) * 64)]++;
      expect(
        chiSquare(
          counts,
          counts.map(() => 1 / 64),
        ),
      ).toBeGreaterThan(0.001);
    }
  });

  it('stay for ever: a change would move every unit of every experiment', () => {
    // The first 53 bits of SHA-256 over the path as JSON, by Python's hashlib.
    expect(unitPoint('seed', 'customer-1')).toBe(0.5573347805268483);
    expect(unitPoint('a', 'b"c')).toBe(0.3970068429029061);
  });

  it('differ where only the cut between names differs', () => {
    expect(unitPoint('ab', 'c')).not.toBe(unitPoint('a', 'bc'));
  });
});

describe('variants', () => {
  it('come in the shares of their weights', () => {
    const weights = [1, 5, 10, 84];
    const plan = { seed: 'shares', variants: weights.map((weight, i) => ({ name: `${i}`, weight })) };
    const counts = weights.map(() => 0);
    for (const variant of variantsOf(plan)) counts[Number(variant)]++;
    expect(
      chiSquare(
        counts,
        weights.map((weight) => weight / 100),
      ),
    ).toBeGreaterThan(0.001);
    expect(createAssigner(plan)('x')?.propensity).toBe(weights[Number(createAssigner(plan)('x')?.variant)] / 100);
  });

  it('keep every unit that is in while a canary ramps up', () => {
    let before = new Set<string>();
    for (const weight of [1, 5, 10, 25, 50, 100]) {
      const variants = variantsOf(canary(weight));
      const now = new Set(units.filter((_, i) => variants[i] === 'canary'));
      for (const unit of before) expect(now.has(unit)).toBe(true);
      expect(Math.abs(now.size / units.length - weight / 100)).toBeLessThan(0.02);
      before = now;
    }
  });

  it('move units to the one that grew alone, whatever else is there and in any order', () => {
    const weight = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        (weights, more) => {
          const all = [...weights, 1].map((value, i) => ({ name: `v${i}`, weight: value }));
          const grown = all.map((variant, i) => (i === 0 ? { ...variant, weight: variant.weight + more } : variant));
          const assign = createAssigner({ seed: 's', variants: all });
          const assignNow = createAssigner({ seed: 's', variants: grown.toReversed() });
          for (const unit of units.slice(0, 60)) {
            const before = assign(unit)?.variant;
            const after = assignNow(unit)?.variant;
            if (after !== before) expect(after).toBe('v0');
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are independent under different seeds', () => {
    const one = variantsOf(canary(50, 'one'));
    const two = variantsOf(canary(50, 'two'));
    const counts = [0, 0, 0, 0];
    one.forEach((variant, i) => {
      counts[(variant === 'canary' ? 2 : 0) + (two[i] === 'canary' ? 1 : 0)]++;
    });
    expect(chiSquare(counts, [0.25, 0.25, 0.25, 0.25])).toBeGreaterThan(0.001);
  });

  it('are given to the covered share alone, which only grows', () => {
    const covered = (coverage: number) =>
      new Set(units.filter((unit) => createAssigner({ ...canary(50), coverage })(unit)));
    const some = covered(0.2);
    const more = covered(0.3);
    expect(Math.abs(some.size / units.length - 0.2)).toBeLessThan(0.02);
    for (const unit of some) expect(more.has(unit)).toBe(true);
    expect(covered(0).size).toBe(0);
  });

  it('share no unit between experiments on different parts of a namespace', () => {
    const part = (from: number, to: number, seed: string) => ({
      ...canary(50, seed),
      namespace: { name: 'n', from, to },
    });
    const one = units.map((unit) => createAssigner(part(0, 0.5, 'one'))(unit) !== undefined);
    const two = units.map((unit) => createAssigner(part(0.5, 1, 'two'))(unit) !== undefined);
    one.forEach((isIn, i) => {
      expect(isIn).toBe(!two[i]);
    });
  });

  it('stay as they were kept while the plan has them', () => {
    const kept = { variant: 'canary', propensity: 0.2 };
    expect(createAssigner(canary(0))('customer-1', kept)).toBe(kept);
    expect(createAssigner(canary(0))('customer-1', { ...kept, variant: 'gone' })?.variant).toBe('champion');
  });

  it.each([
    [{ ...canary(5), seed: '' }, 'u'],
    [{ ...canary(5), coverage: 1.5 }, 'u'],
    [{ ...canary(5), namespace: { name: 'n', from: 0.5, to: 0.5 } }, 'u'],
    [{ seed: 's', variants: [] }, 'u'],
    [{ seed: 's', variants: [{ name: 'a', weight: 0 }] }, 'u'],
    [{ seed: 's', variants: [{ name: 'a', weight: Number.NaN }] }, 'u'],
    [
      {
        seed: 's',
        variants: [
          { name: 'a', weight: 1 },
          { name: 'a', weight: 1 },
        ],
      },
      'u',
    ],
    [canary(5), ''],
    [canary(5), 'x'.repeat(1001)],
  ])('refuse plan %# or its unit', (plan, unit) => {
    expect(() => createAssigner(plan)(unit)).toThrowError(expect.objectContaining({ code: 'PARAM_INVALID' }));
  });
});
