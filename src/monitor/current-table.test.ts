import { describe, expect, it } from 'vitest';
import type { PredictionEvent } from '../store/predictions/prediction-log.ts';
import { cell } from '../table/column.ts';
import { columnOf } from '../table/table.ts';
import type { Signature, Task } from '../table/task.ts';
import { outcomesOfEvents, predictionsOfEvents, tableOfEvents } from './current-table.ts';

const signature: Signature<Task> = {
  inputs: [
    { name: 'age', type: 'integer' },
    { name: 'weight', type: 'number' },
    { name: 'city', type: 'string' },
    { name: 'vip', type: 'boolean' },
    { name: 'at', type: 'datetime' },
    { name: '__proto__', type: 'number' },
  ],
  target: { name: 'late', task: 'binary', classes: ['FALSE', 'TRUE'] },
};
const event = (
  id: string,
  features: PredictionEvent['features'],
  more: Partial<PredictionEvent> = {},
): PredictionEvent => ({
  predictionId: id,
  at: '2026-01-01T00:00:00.000Z',
  model: 'm',
  version: 1,
  featuresHash: '0',
  features,
  prediction: 'TRUE',
  probabilities: { FALSE: 0.25, TRUE: 0.75 },
  propensity: 1,
  latencyMs: 1,
  source: 'http',
  ...more,
});

describe('logged features', () => {
  it('become the columns of the signature', () => {
    const at = '2026-03-01T10:30:00.000Z';
    const table = tableOfEvents(
      [
        event('a', { age: 3, weight: -0, city: 'Bern', vip: false, at, extra: 1 }),
        event('b', { age: null, weight: 1.5, city: 'Graz', vip: true, at: Date.UTC(2026, 2, 1) }),
      ],
      signature,
    );
    const row = (i: number) => table.columns.map((column) => cell(column, i));
    expect(row(0)).toEqual([3, -0, 'Bern', false, at, null]);
    expect(row(1)).toEqual([null, 1.5, 'Graz', true, '2026-03-01T00:00:00.000Z', null]);
  });

  it('that are absent or of another type are missing', () => {
    const table = tableOfEvents(
      [event('a', { age: '3', city: 4, vip: 'true', at: 'yesterday', weight: Number.NaN })],
      signature,
    );
    expect(table.columns.map((column) => cell(column, 0))).toEqual([null, null, null, null, null, null]);
  });

  it('of no events are a table without rows', () => {
    const table = tableOfEvents([], signature);
    expect(table.nRows).toBe(0);
    expect(columnOf(table, 'city').kind).toBe('string');
  });
});

describe('logged answers', () => {
  it('become predictions', () => {
    const { values, probabilities } = predictionsOfEvents(
      [event('a', {}), event('b', {}, { prediction: 'FALSE', probabilities: { FALSE: 1, TRUE: 0 } })],
      signature.target,
    );
    expect([...values]).toEqual([1, 0]);
    expect(probabilities!.map((column) => [...column])).toEqual([
      [0.25, 1],
      [0.75, 0],
    ]);
    const number = { name: 'y', task: 'regression', classes: [] } as const;
    expect([...predictionsOfEvents([event('a', {}, { prediction: 2.5 })], number).values]).toEqual([2.5]);
  });

  it('of another version are refused', () => {
    expect(() => predictionsOfEvents([event('a', {}, { prediction: 'maybe' })], signature.target)).toThrow('1 of 1');
  });
});

describe('labels', () => {
  it('join by prediction id and mean a class in any spelling', () => {
    const events = ['a', 'b', 'c', 'd', 'e'].map((id) => event(id, {}));
    const labels = new Map([
      ['a', { label: 'TRUE' }],
      ['b', { label: 'false' }],
      ['d', { label: 'perhaps' }],
      ['x', { label: 'TRUE' }],
    ]);
    const { outcomes, unmatched } = outcomesOfEvents(events, labels, signature.target);
    expect([...outcomes.yTrue]).toEqual([1, 0]);
    expect([...outcomes.predictions.values]).toEqual([1, 1]);
    expect(unmatched).toBe(1);
  });

  it('of a regression are numbers, or text that spells one', () => {
    const target = { name: 'y', task: 'regression', classes: [] } as const;
    const events = ['a', 'b', 'c'].map((id, i) => event(id, {}, { prediction: i }));
    const labels = new Map([
      ['a', { label: 1.5 }],
      ['b', { label: ' 2e1' }],
      ['c', { label: 'none' }],
    ]);
    const { outcomes, unmatched } = outcomesOfEvents(events, labels, target);
    expect([...outcomes.yTrue]).toEqual([1.5, 20]);
    expect(unmatched).toBe(1);
  });
});
