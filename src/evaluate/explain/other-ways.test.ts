/** Counterfactuals, local models, surrogate trees and curves: what they promise, on functions whose answer is known. */
import { describe, expect, it } from 'vitest';
import '../../estimators/index.ts';
import { createRng } from '../../math/philox.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../../table/build.ts';
import { cell } from '../../table/column.ts';
import { columnOf, type Table, tableOf, takeRows } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { accumulatedEffects } from './accumulated-effects.ts';
import { type CounterfactualRequest, counterfactuals } from './counterfactuals.ts';
import { localModel } from './local-model.ts';
import { partialDependence } from './partial-dependence.ts';
import { surrogateTree } from './surrogate-tree.ts';

const nRows = 300;
const rng = createRng(12);
const X = tableOf([
  numberColumn(
    'income',
    Float64Array.from({ length: nRows }, () => 10 + rng.integer(90)),
  ),
  numberColumn(
    'debt',
    Float64Array.from({ length: nRows }, () => 50 * rng.uniform()),
  ),
  stringColumn(
    'home',
    Array.from({ length: nRows }, () => ['own', 'rent', null][rng.integer(3)]),
  ),
  booleanColumn(
    'married',
    Array.from({ length: nRows }, () => rng.uniform() < 0.5),
  ),
  datetimeColumn(
    'born',
    Float64Array.from({ length: nRows }, () => 1e12 * rng.uniform()),
  ),
]);
const at = (table: Table, name: string, row: number) => cell(columnOf(table, name), row);
/** Yes where income less debt is above 30, or above 10 for owners. */
function score(table: Table, row: number): number {
  const margin =
    Number(at(table, 'income', row)) - Number(at(table, 'debt', row)) - (at(table, 'home', row) === 'own' ? 10 : 30);
  return Math.min(1, Math.max(0, 0.5 + margin / 200));
}
function predict(table: Table): Predictions {
  const yes = Float64Array.from({ length: table.nRows }, (_, row) => score(table, row));
  return { values: yes.map((p) => Number(p > 0.5)), probabilities: [yes.map((p) => 1 - p), yes] };
}
const predictNumber = (table: Table): Predictions => ({ values: predict(table).probabilities![1] });
const refused = Array.from({ length: nRows }, (_, row) => row).filter(
  (row) => score(X, row) < 0.45 && at(X, 'home', row) === 'rent',
);
const row = takeRows(X, [refused[0]]);
const request = { predict, row, reference: X } satisfies CounterfactualRequest;

describe('counterfactuals', () => {
  it('flip the prediction, fewest changes first, and none of their changes can be left out', () => {
    for (const place of refused.slice(0, 8)) {
      const one = takeRows(X, [place]);
      const { found } = counterfactuals({ ...request, row: one });
      expect(found.length).toBeGreaterThan(0);
      for (const { row: changed, changes, prediction } of found) {
        expect([predict(changed).values[0], prediction]).toEqual([1, 1]);
        expect(changes.length).toBeLessThanOrEqual(3);
        for (const { column } of changes) {
          const back = {
            nRows: 1,
            columns: changed.columns.map((c) => (c.name === column ? columnOf(one, column) : c)),
          };
          expect(predict(back).values[0]).toBe(0);
        }
        const same = changed.columns.filter(({ name }) => !changes.some(({ column }) => column === name));
        for (const { name } of same) expect(at(changed, name, 0)).toBe(at(one, name, 0));
      }
      expect(found.map(({ changes }) => changes.length)).toEqual(
        found.map(({ changes }) => changes.length).toSorted((a, b) => a - b),
      );
    }
  });

  it('move numbers no farther than they must, and keep whole numbers whole', () => {
    const { found } = counterfactuals({ ...request, immutable: ['home', 'debt'] });
    const [{ changes }] = found;
    expect(changes.map(({ column }) => column)).toEqual(['income']);
    expect(changes[0].to).toBe(Math.floor(Number(at(row, 'debt', 0)) + 30) + 1);
  });

  it('leave immutable columns and bounds alone', () => {
    const most = Number(at(row, 'income', 0)) + 5;
    const ranges = { income: { max: most }, home: { values: ['rent'] } };
    const { found } = counterfactuals({ ...request, immutable: ['debt'], ranges, maxChanges: 5 });
    for (const { row: changed } of found) {
      expect(at(changed, 'debt', 0)).toBe(at(row, 'debt', 0));
      expect(Number(at(changed, 'income', 0))).toBeLessThanOrEqual(most);
      expect(at(changed, 'home', 0)).not.toBe('own');
    }
  });

  it('say so when there are none', () => {
    const found = counterfactuals({ ...request, immutable: ['income', 'debt', 'home'] });
    expect(found.found).toEqual([]);
    expect(found.asked).toBeGreaterThan(0);
    expect(counterfactuals({ ...request, immutable: X.columns.map(({ name }) => name) }).found).toEqual([]);
  });

  it('reach the bounds of a number', () => {
    const { found } = counterfactuals({ ...request, predict: predictNumber, wanted: { min: 0.7, max: 0.8 } });
    expect(found.length).toBeGreaterThan(0);
    for (const { row: changed, prediction } of found) {
      expect(predictNumber(changed).values[0]).toBe(prediction);
      expect(prediction).toBeGreaterThanOrEqual(0.7);
      expect(prediction).toBeLessThanOrEqual(0.8);
    }
  });

  it.each([
    [{ wanted: { classCode: 0 } }, 'wanted'],
    [{ wanted: { classCode: 2 } }, 'wanted'],
    [{ wanted: { min: 1 } }, 'wanted'],
    [{ maxChanges: 0 }, 'maxChanges'],
    [{ count: 21 }, 'count'],
  ])('refuse %o', (options, name) => {
    expect(() => counterfactuals({ ...request, ...options })).toThrow(
      expect.objectContaining({ code: 'PARAM_INVALID', details: expect.objectContaining({ name }) }),
    );
  });

  it('refuse a column that is not there', () => {
    expect(() => counterfactuals({ ...request, immutable: ['age'] })).toThrow(
      expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }),
    );
  });
});

describe('local models', () => {
  it('find what matters near a row, the same for the same seed', () => {
    const found = localModel({ predict: predictNumber, row, reference: X, samples: 3000 });
    expect(localModel({ predict: predictNumber, row, reference: X, samples: 3000 })).toEqual(found);
    const effect = (name: string) => found.effects[0][found.columns.indexOf(name)];
    for (const name of ['married', 'born']) expect(Math.abs(effect(name))).toBeLessThan(0.02);
    expect(effect('home')).toBeLessThan(-0.01);
    expect(found.fidelity[0]).toBeGreaterThan(0.05);
    expect(found.fidelity[0]).toBeLessThanOrEqual(1);
    expect(found.local[0]).toBeCloseTo(
      found.effects[0].reduce((sum, one) => sum + one, found.intercepts[0]),
      12,
    );
  });

  it('of a constant have no effects', () => {
    const { effects, fidelity } = localModel({
      predict: (t) => ({ values: new Float64Array(t.nRows).fill(3) }),
      row,
      reference: X,
    });
    for (const value of effects[0]) expect(Math.abs(value)).toBeLessThan(1e-12);
    expect(fidelity[0]).toBeNaN();
  });
});

describe('surrogate trees', () => {
  it('copy a rule and print it', () => {
    const rule = (t: Table): Predictions => ({
      values: Float64Array.from({ length: t.nRows }, (_, i) =>
        at(t, 'home', i) === 'own' ? 5 : at(t, 'married', i) === true ? 2 : 1,
      ),
    });
    const { rules, fidelity } = surrogateTree({ predict: rule, X, maxDepth: 2 });
    expect(fidelity).toEqual({ r2: 1, agreement: null, rows: 100 });
    expect(rules.map(({ conditions, value }) => [conditions.join(' and '), value]).toSorted()).toEqual([
      ['home is not own and married is false', 1],
      ['home is not own and married is true', 2],
      ['home is own', 5],
    ]);
    expect(rules.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('name one limit for each side of a column, the tightest', () => {
    const stairs = (t: Table): Predictions => ({
      values: Float64Array.from({ length: t.nRows }, (_, i) => Math.floor(Number(at(t, 'income', i)) / 12)),
    });
    const { rules } = surrogateTree({ predict: stairs, X, maxDepth: 4 });
    expect(rules.length).toBeGreaterThan(6);
    const limit = (conditions: readonly string[], sign: string) =>
      conditions.filter((one) => one.startsWith(`income ${sign} `)).map((one) => Number(one.split(' ')[2]));
    let covered = 0;
    for (const { conditions, share } of rules) {
      const [above, upTo] = [limit(conditions, '>'), limit(conditions, '<=')];
      expect([above.length <= 1, upTo.length <= 1]).toEqual([true, true]);
      if (above.length + upTo.length === 2) expect(above[0]).toBeLessThan(upTo[0]);
      covered += share;
    }
    expect(covered).toBeCloseTo(1, 12);
  });

  it('tell of two and of more classes how often they agree', () => {
    const two = surrogateTree({ predict, X });
    expect(two.fidelity.agreement).toBeGreaterThan(0.8);
    expect(two.fidelity.r2).toBeGreaterThan(0.5);
    const three = (t: Table): Predictions => {
      const codes = predict(t).values.map((yes, i) => (at(t, 'home', i) === 'own' ? 2 : yes));
      return { values: codes, probabilities: [0, 1, 2].map((code) => codes.map((one) => Number(one === code))) };
    };
    const many = surrogateTree({ predict: three, X, maxDepth: 4 });
    expect(many.fidelity.r2).toBeNull();
    expect(many.fidelity.agreement).toBeGreaterThan(0.8);
    expect(new Set(many.rules.map(({ value }) => value))).toEqual(new Set([0, 1, 2]));
  });

  it.each([0.3, 0.7])('agree by the threshold %f that the model answers by', (threshold) => {
    const decided = (t: Table): Predictions => {
      const { probabilities } = predict(t);
      return { values: probabilities![1].map((p) => Number(p > threshold)), probabilities };
    };
    const { fidelity } = surrogateTree({ predict: decided, X, maxDepth: 5 });
    expect(fidelity.agreement).toBeGreaterThan(0.85);
    expect(fidelity.r2).toBe(surrogateTree({ predict, X, maxDepth: 5 }).fidelity.r2);
  });

  it('need rows', () => {
    expect(() => surrogateTree({ predict, X: takeRows(X, [1, 2]) })).toThrow(
      expect.objectContaining({ code: 'ROWS_TOO_FEW' }),
    );
  });
});

describe('curves', () => {
  it('of an additive column differ from each other by a constant', () => {
    const ends = accumulatedEffects({ predict: predictNumber, X, column: 'born' });
    for (const effect of ends.effects[0]) expect(effect).toBe(0);
    const additive = (t: Table) => ({
      values: Float64Array.from(
        { length: t.nRows },
        (_, i) => 3 * Number(at(t, 'debt', i)) + Number(at(t, 'income', i)),
      ),
    });
    const { at: grid, effects } = accumulatedEffects({ predict: additive, X, column: 'debt' });
    effects[0].forEach((effect, i) => {
      expect(effect - effects[0][0]).toBeCloseTo(3 * (grid[i] - grid[0]), 9);
    });
  });

  it('take texts by how frequent they are, truth values, dates and samples of rows', () => {
    expect(partialDependence({ predict, X, column: 'home' }).at.toSorted()).toEqual(['own', 'rent']);
    expect(partialDependence({ predict, X, column: 'married' }).at.length).toBe(2);
    const dates = partialDependence({ predict, X, column: 'born', points: 5, maxRows: 50 });
    expect(dates.at.length).toBe(5);
    expect(dates.individual[0][0].length).toBe(50);
    expect(() => accumulatedEffects({ predict, X, column: 'home' })).toThrow(
      expect.objectContaining({ code: 'VALUE_INVALID' }),
    );
    expect(() => partialDependence({ predict, X, column: 'age' })).toThrow(
      expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }),
    );
  });
});
