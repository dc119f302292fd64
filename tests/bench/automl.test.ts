/** What the comparison of AutoML systems rests on: rows for tests are no training rows, and one scorer reads all predictions alike. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DividedSet, divideSet } from '../../bench/automl/divide.mjs';
import { ranksOf, scoreOf } from '../../bench/automl/score.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'automl-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const binary: DividedSet = { target: 'y', task: 'binary', drop: [] };

async function divide(lines: readonly string[], set: DividedSet, seed = 1, most?: number) {
  const source = join(folder, 'source.csv');
  writeFileSync(source, `${lines.join('\n')}\n`);
  const divided = await divideSet(join(folder, `seed${seed}`), source, set, seed, most);
  const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');
  return {
    ...divided,
    trainLines: linesOf(divided.train),
    testLines: linesOf(divided.test),
    truths: JSON.parse(readFileSync(divided.truth, 'utf8')) as string[],
  };
}

const numbered = (count: number, row: (i: number) => string) => Array.from({ length: count }, (_, i) => row(i));

describe('divideSet', () => {
  it('gives a quarter of each class to the test, every row to one side, and the target to the training file alone', async () => {
    const lines = ['y,id,x', ...numbered(200, (i) => `${i % 10 === 0 ? 'rare' : 'often'},${i},0`)];
    const found = await divide(lines, { ...binary, drop: ['x'] });
    expect([found.rows, found.columns]).toEqual([{ train: 150, test: 50 }, 1]);
    expect([found.trainLines[0], found.testLines[0]]).toEqual(['id,y', 'id']);
    expect(found.truths.filter((label) => label === 'rare')).toHaveLength(5);
    const train = found.trainLines.slice(1).map((line) => line.split(','));
    const test = found.testLines.slice(1).map((id, i) => [id, found.truths[i]]);
    const labels = new Map([...train, ...test].map(([id, label]) => [Number(id), label]));
    expect(labels.size).toBe(200);
    for (const [id, label] of labels) expect(label).toBe(id % 10 === 0 ? 'rare' : 'often');
  });

  it('draws the same rows from the same seed, others from another', async () => {
    const lines = ['id,y', ...numbered(80, (i) => `${i},${i % 2}`)];
    const [first, again, other] = [
      await divide(lines, binary),
      await divide(lines, binary),
      await divide(lines, binary, 2),
    ];
    expect(again.testLines).toEqual(first.testLines);
    expect(other.testLines).not.toEqual(first.testLines);
  });

  it.each([
    ['numbers', (day: number) => String(day)],
    ['dates', (day: number) => `2020-01-${String(day + 1).padStart(2, '0')}`],
  ])('learns from nothing of a moment that is tested, for times as %s in any order', async (_, timeOf) => {
    const lines = ['t,y', ...numbered(100, (i) => `${timeOf(((i * 37) % 100) % 11)},${i % 3}`)];
    const { trainLines, testLines } = await divide(lines, { ...binary, task: 'regression', time: 't' });
    const times = (all: readonly string[]) => new Set(all.slice(1).map((line) => line.split(',')[0]));
    expect(times(testLines)).toEqual(new Set([8, 9, 10].map(timeOf)));
    expect(times(trainLines)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7].map(timeOf)));
  });

  it('keeps copies on one side', async () => {
    const lines = ['a,b,y', ...numbered(120, (i) => `${i % 30},c,${i % 2}`)];
    const { trainLines, testLines } = await divide(lines, { ...binary, copies: 'together' });
    const keys = (all: readonly string[]) => new Set(all.slice(1).map((line) => line.split(',')[0]));
    expect([...keys(testLines)].filter((key) => keys(trainLines).has(key))).toEqual([]);
    expect(keys(testLines).size).toBe(8);
  });

  it('follows an official division and leaves its column out, and leaves rows without a target out', async () => {
    const lines = ['x,part,y', '1,train,5', '2,test,6', '3,train,', '4,test,7'];
    const set: DividedSet = { target: 'y', task: 'regression', drop: [], testIf: ['part', 'test'] };
    const found = await divide(lines, set);
    expect(found.trainLines).toEqual(['x,y', '1,5']);
    expect([found.testLines, found.truths]).toEqual([
      ['x', '2', '4'],
      ['6', '7'],
    ]);
  });

  it('keeps the text of cells as it is: 007, quotes, commas, gaps', async () => {
    const lines = ['text,code,y', ...numbered(8, (i) => `"say ""${i}"", then go",007,${i % 2}`), ',,0'];
    const { trainLines, testLines } = await divide(lines, binary);
    const rows = [...trainLines.slice(1).map((line) => line.slice(0, -2)), ...testLines.slice(1)];
    expect(rows.sort()).toEqual([...numbered(8, (i) => `"say ""${i}"", then go",007`), ','].sort());
  });

  it('tests on as many rows as are asked for at most, the latest ones where there is a time', async () => {
    const lines = ['x,y', ...numbered(100, (i) => `${i},${i % 2}`)];
    const drawn = await divide(lines, binary, 1, 10);
    expect(drawn.rows).toEqual({ train: 75, test: 10 });
    const latest = await divide(lines, { ...binary, task: 'regression', time: 'x' }, 2, 10);
    expect(latest.rows).toEqual({ train: 90, test: 10 });
    expect(latest.testLines[1]).toBe('90');
  });
});

describe('scoreOf', () => {
  it('reads probabilities by label, scaled to sum to 1, and gives an unknown class probability 0', () => {
    const set = { task: 'multiclass', metric: 'log_loss' } as const;
    const probabilities = [
      [2, 2],
      [1, 3],
    ];
    expect(scoreOf(set, ['b', 'a'], { labels: ['b', 'a'], probabilities }).score).toBeCloseTo(
      (Math.log(2) + Math.log(4 / 3)) / 2,
      12,
    );
    const unknown = scoreOf(set, ['c', 'a'], { labels: ['b', 'a'], probabilities });
    expect(unknown.score).toBeGreaterThan(15);
    expect(unknown.plain).toBe(0.5);
  });

  it('gives the area under the curve whichever label comes first', () => {
    const set = { task: 'binary', metric: 'roc_auc' } as const;
    const truth = ['no', 'yes', 'no', 'yes'];
    const yes = [0.1, 0.4, 0.5, 0.9];
    const forward = yes.map((share) => [1 - share, share]);
    const backward = yes.map((share) => [share, 1 - share]);
    expect(scoreOf(set, truth, { labels: ['no', 'yes'], probabilities: forward })).toEqual({
      score: 0.75,
      plain: 0.75,
    });
    expect(scoreOf(set, truth, { labels: ['yes', 'no'], probabilities: backward }).score).toBe(0.75);
  });

  it('scores numbers, and refuses predictions of other rows', () => {
    const set = { task: 'regression', metric: 'rmse' } as const;
    expect(scoreOf(set, ['1', '3'], { values: [1, 1] }).score).toBeCloseTo(Math.SQRT2, 12);
    expect(() => scoreOf(set, ['1', '3'], { values: [1] })).toThrow('1 predictions for 2 rows');
  });
});

describe('ranksOf', () => {
  it.each([
    ['maximize', [0.9, 0.8, 0.7], [1, 2, 3]],
    ['minimize', [0.9, 0.8, 0.7], [3, 2, 1]],
    ['minimize', [1, 1, 2], [1.5, 1.5, 3]],
    ['maximize', [0.5, Number.NaN, Number.NaN], [1, 2.5, 2.5]],
  ] as const)('to %s %j', (direction, scores, ranks) => {
    expect(ranksOf(scores, direction)).toEqual(ranks);
  });
});
