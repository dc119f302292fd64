/** Costs as people write them. */
import { describe, expect, it } from 'vitest';
import { costMatrix, parseCosts } from './costs.ts';

const binary = { task: 'binary', classes: ['no', 'yes'] } as const;
const sizes = { task: 'multiclass', classes: ['large', 'medium', 'small'] } as const;

describe('costs', () => {
  it('of outcomes, of JSON, of a matrix and of a list mean the same', () => {
    const expected = [
      [0, 1],
      [10, 0],
    ];
    for (const text of [
      'false_negative=10,false_positive=1',
      ' false_positive = 1 , false_negative = 10, true_positive=0 ',
      '{"yes": {"no": 10}, "no": {"yes": 1}}',
      'actual,no,yes\nno,0,1\nyes,10,0\n',
      '"","yes","no"\r\n"yes",0,10\r\n"no",1,0\r\n',
      'Actual,Predicted,Cost\nyes,no,10\nno,yes,1',
    ]) {
      expect(costMatrix(parseCosts(text), binary)).toEqual(expected);
    }
  });

  it('are put in the order of the classes, whose names may hold anything', () => {
    const text = 'is,"a, ""b""",__proto__\n"a, ""b""",0,2\n__proto__,3,0';
    const target = { task: 'binary', classes: ['__proto__', 'a, "b"'] } as const;
    expect(costMatrix(parseCosts(text), target)).toEqual([
      [0, 3],
      [2, 0],
    ]);
    const pairs = parseCosts('{"small": {"large": 7, "medium": 1}, "large": {"small": 2}}');
    expect(costMatrix(pairs, sizes)).toEqual([
      [0, 0, 2],
      [0, 0, 0],
      [7, 1, 0],
    ]);
  });

  it.each([
    ['', 'empty'],
    ['fn=10', 'expected parts such as false_negative=10'],
    ['false_negative=ten', 'expected a number'],
    ['false_negative=1,false_negative=2', 'given twice'],
    ['{"yes": 10}', 'each an object'],
    ['{"yes": {"no": "10"}}', 'is no number'],
    ['{yes', 'begin like JSON'],
    ['actual,no,yes\nno,0', 'line 2 has 2 cells, the first has 3'],
    ['actual,no,yes\nno,0,x', 'line 2: expected a number'],
    ['actual,predicted,cost\na,b,1\na,b,2', 'given twice'],
  ])('%j are refused: %s', (text, problem) => {
    expect(() => parseCosts(text)).toThrow(
      expect.objectContaining({ code: 'COSTS_INVALID', message: expect.stringContaining(problem) }),
    );
  });

  it.each([
    ['{"yess": {"no": 1}}', binary, 'no class "yess"; it has "no", "yes"'],
    ['false_negative=1,false_positive=-1', binary, 'got -1'],
    ['false_negative=0,false_positive=0', binary, 'at least one mistake'],
    ['false_negative=3', binary, '"no" costs nothing'],
    ['false_negative=3,false_positive=1', sizes, 'need two classes, the target has 3'],
    ['false_negative=3,false_positive=1', { task: 'regression', classes: [] } as const, 'a regression has no classes'],
  ])('%j do not fit: %#', (text, target, problem) => {
    expect(() => costMatrix(parseCosts(text), target)).toThrow(
      expect.objectContaining({ code: 'COSTS_INVALID', message: expect.stringContaining(problem) }),
    );
  });
});
