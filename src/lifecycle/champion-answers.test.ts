import { describe, expect, it } from 'vitest';
import { answersIn, classesOfBoth } from './champion-answers.ts';

describe('classesOfBoth', () => {
  it.each([
    [
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'b'],
    ],
    [['a', 'b', 'c'], ['a'], ['a', 'b', 'c']],
    [['a'], ['c', 'a', 'b'], ['a', 'c', 'b']],
    [
      ['true', 'false'],
      ['TRUE', 'FALSE'],
      ['true', 'false'],
    ],
    [
      ['0', '1'],
      ['1.0', '2.0'],
      ['0', '1', '2.0'],
    ],
    [[], [], []],
  ])('of %j and %j are %j', (later, earlier, both) => {
    expect(classesOfBoth(later, earlier)).toEqual(both);
  });
});

describe('answersIn', () => {
  const answers = {
    values: Float64Array.of(0, 1, 2),
    probabilities: [Float64Array.of(0.6, 0.1, 0.2), Float64Array.of(0.3, 0.8, 0.3), Float64Array.of(0.1, 0.1, 0.5)],
  };

  it('are the same answers under other codes, and 0 for classes that the model does not know', () => {
    expect(answersIn(['c', 'new', 'b', 'a'], answers, ['a', 'b', 'c'])).toEqual({
      values: Float64Array.of(3, 2, 0),
      probabilities: [
        answers.probabilities[2],
        new Float64Array(3),
        answers.probabilities[1],
        answers.probabilities[0],
      ],
    });
  });

  it('join what two spellings of one class were given', () => {
    const { values, probabilities } = answersIn(['no', 'yes'], answers, ['YES', 'no', 'Yes']);
    expect(values).toEqual(Float64Array.of(1, 0, 1));
    expect(probabilities).toEqual([answers.probabilities[1], Float64Array.of(0.6 + 0.1, 0.1 + 0.1, 0.2 + 0.5)]);
  });

  it('have no probabilities where the model gives none', () => {
    expect(answersIn(['b', 'a'], { values: Float64Array.of(1, 0) }, ['a', 'b'])).toEqual({
      values: Float64Array.of(0, 1),
      probabilities: undefined,
    });
  });
});
