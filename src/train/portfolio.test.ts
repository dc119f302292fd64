/** What a search begins with, and in which order. */
import { describe, expect, it } from 'vitest';
import { type Facts, factsOf } from './facts.ts';
import { familiesOf } from './families.ts';
import { portfolioOf } from './portfolio.ts';
import { presets } from './preset.ts';

const facts: Facts = { task: 'binary', nClasses: 2, roles: [{ name: 'x', role: 'numeric' }], rows: 5000 };

const namesOf = (some: Partial<Facts> = {}) => {
  const all = { ...facts, ...some };
  return portfolioOf(familiesOf(presets.balanced, all), all).map((batch) => batch.map(({ name }) => name));
};

describe('the portfolio', () => {
  it('has one setting of each quick family in its first batch, and networks after it', () => {
    const [first, second] = namesOf();
    expect([...first].sort()).toEqual(
      ['extra_trees', 'gbdt', 'knn', 'logistic', 'logistic', 'logistic', 'naive_bayes', 'random_forest'].sort(),
    );
    expect(second.filter((name) => name === 'mlp')).toHaveLength(2);
  });

  it('leaves out what many rows, columns or words make slow', () => {
    const text = { role: 'text', name: 'words' } as const;
    const many = Array.from({ length: 21 }, (_, j) => ({ name: `x${j}`, role: 'numeric' }) as const);
    expect(namesOf({ rows: 100_001 }).flat()).not.toContain('mlp');
    expect(namesOf({ roles: [text] }).flat()).not.toContain('mlp');
    expect(namesOf({ rows: 20_001 }).flat()).not.toContain('knn');
    expect(namesOf({ roles: many }).flat()).not.toContain('knn');
  });

  it('cuts numbers to pieces where these are few enough', () => {
    const roles = Array.from({ length: 25 }, (_, j) => ({ name: `x${j}`, role: 'numeric' }) as const);
    const cut = (some: Partial<Facts>) => {
      const all = { ...facts, ...some };
      const specs = portfolioOf(familiesOf(presets.balanced, all), all).flat();
      return specs
        .filter(({ spec }) => JSON.stringify(spec).includes('piecewise_linear'))
        .map(({ name }) => name)
        .sort();
    };
    expect(cut({})).toEqual(['logistic', 'mlp']);
    expect(cut({ nClasses: 3, task: 'multiclass' })).toEqual(['mlp']);
    expect(cut({ roles, rows: 100_000 })).toEqual(['logistic', 'logistic', 'mlp']);
    expect(cut({ roles, rows: 100_001 })).toEqual([]);
    expect(cut({ roles: [{ name: 'city', role: 'categorical' }] })).toEqual([]);
  });

  it('begins the networks with a normalised one where there are many classes', () => {
    const networks = (nClasses: number) => {
      const all: Facts = { ...facts, task: nClasses > 2 ? 'multiclass' : 'binary', nClasses };
      const batches = portfolioOf(familiesOf(presets.balanced, all), all);
      return batches.map((batch) =>
        batch.filter(({ name }) => name === 'mlp').map(({ params }) => params['batchNorm']),
      );
    };
    const [, first, second] = networks(4);
    expect(first).toEqual([true, undefined]);
    expect(second).toEqual([undefined, undefined]);
    expect(networks(3).flat()).toEqual([undefined, undefined, undefined]);
    expect(networks(2).flat()).toEqual([undefined, undefined, undefined]);
  });

  it('selects among columns that are many for the rows', () => {
    const roles = Array.from({ length: 30 }, (_, j) => ({ name: `x${j}`, role: 'numeric' }) as const);
    const selects = (rows: number) => {
      const all = { ...facts, roles, rows };
      const specs = portfolioOf(familiesOf(presets.balanced, all), all).flat();
      return specs.filter(({ spec }) => JSON.stringify(spec).includes('select_features')).length;
    };
    expect(selects(300)).toBe(0);
    expect(selects(299)).toBe(2);
  });

  it('looks for interactions where there are two columns, but not for several classes', () => {
    const roles = ['a', 'b'].map((name) => ({ name, role: 'numeric' }) as const);
    const withPairs = (some: Partial<Facts>) => {
      const all = { ...facts, ...some };
      const specs = portfolioOf(familiesOf(presets.balanced, all), all).flat();
      return specs.filter(({ spec }) => JSON.stringify(spec).includes('interactions')).map(({ name }) => name);
    };
    expect(withPairs({ roles })).toEqual(['logistic']);
    expect(withPairs({ roles, task: 'regression', nClasses: 0 })).toEqual(['ridge']);
    expect(withPairs({ roles: roles.slice(1) })).toEqual([]);
    expect(withPairs({ roles: roles.map(({ name }) => ({ name, role: 'categorical' }) as const) })).toEqual([
      'logistic',
    ]);
    expect(withPairs({ roles, rows: 2_000_000 })).toEqual([]);
    expect(withPairs({ roles, task: 'multiclass', nClasses: 3 })).toEqual([]);
  });

  it('takes longer steps where each costs a tree for every class', () => {
    const rounds = (nClasses: number) => {
      const all = { ...facts, task: 'multiclass' as const, nClasses };
      const boosted = portfolioOf(familiesOf(presets.balanced, all), all).flat();
      return Math.max(...boosted.map(({ name, params }) => (name === 'gbdt' ? Number(params['nEstimators']) : 0)));
    };
    expect(rounds(3)).toBe(1000);
    expect(rounds(4)).toBe(300);
    expect(rounds(11)).toBe(150);
  });

  it('boosts amounts by their logarithm as well, and nothing else', () => {
    const links = (values: number[]) => {
      const rows = Int32Array.from(values, (_, row) => row);
      const data = { y: Float64Array.from(values), task: 'regression', nClasses: 0 } as const;
      const all = factsOf(data, facts.roles, rows);
      const candidates = portfolioOf(familiesOf(presets.balanced, all), all).flat();
      return candidates
        .filter(({ params }) => params['objective'] !== undefined)
        .map(({ params }) => params['objective']);
    };
    expect(links([0, 3, 90, 12, 7])).toEqual(['tweedie']);
    // A standard deviation of half the mean, and a little less.
    expect(links([1.29, 2.71])).toEqual(['tweedie']);
    expect(links([1.3, 2.7])).toEqual([]);
    expect(links([-1, 3, 90, 12, 7])).toEqual([]);
    expect(links([0, 0, 0])).toEqual([]);
    expect(namesOf()).toEqual(namesOf({ isAmount: false }));
  });

  it('holds no batch without a candidate', () => {
    for (const preset of Object.values(presets)) {
      const batches = portfolioOf(familiesOf(preset, facts), facts);
      expect(batches.every((batch) => batch.length > 0)).toBe(true);
    }
  });
});
