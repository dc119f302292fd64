import { describe, expect, it } from 'vitest';
import { shuffledColumns, shuffledRows } from './shuffled-columns.ts';

const names = Array.from({ length: 1000 }, (_, i) => `x${i}`);
const model = {
  importance: () => [
    { feature: 'x7', share: 0.1 },
    { feature: 'x5', share: 0.6 },
    { feature: 'derived', share: 0.3 },
  ],
};
const reliance = { importance: [{ column: 'x900', value: 2, ci: null }] };
const asked = (questions: number) => ({ questions, shuffles: 3 });

describe('columns to shuffle', () => {
  it('are all where there are few', () => {
    expect(shuffledColumns(names, asked(150_000), model, reliance)).toBe(names);
  });

  it('are of many those that the model relies on, in the order of the table', () => {
    expect(shuffledColumns(names, asked(450), model, reliance)).toEqual(['x5', 'x7', 'x900']);
    expect(shuffledColumns(names, asked(600), model, reliance)).toEqual(['x0', 'x5', 'x7', 'x900']);
    expect(shuffledColumns(names, asked(0), model, undefined)).toEqual(['x5']);
    expect(shuffledColumns(names, asked(300), { importance: () => undefined }, undefined)).toEqual(['x0', 'x1']);
  });

  it.each([10, 1000, 120_000])('take with their rows no more than %i predictions, but for the least', (questions) => {
    const columns = shuffledColumns(names, asked(questions), model, reliance).length;
    const predictions = columns * 3 * shuffledRows(columns, asked(questions), 2000);
    expect(predictions).toBeLessThanOrEqual(Math.max(questions, 150));
  });
});
