/** `learning-curve` from the command line: a curve that is known by construction, its page, the sealed rows, bad input. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { learningCurve } from '../../src/app/operations/learning-curve.ts';
import type { Answer } from '../../src/cli/views/answer.ts';
import { createRng } from '../../src/math/philox.ts';
import { writeShop } from '../train/tables.ts';
import { cli } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'curve-'));
const at = (name: string) => join(folder, name);
const common = ['--threads', '2', '--home', at('home')];
const curve = (...words: string[]) => cli(['learning-curve', ...words, ...common]);
const answer = async (...words: string[]) => {
  const { stdout, stderr } = await curve(...words, '--output', at('any.html'), '--json', '--quiet');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Answer<typeof learningCurve>;
};

/** The sum of twelve columns under noise: a line that needs rows to be found. */
function writeSums(name: string, rows: number): string {
  const rng = createRng(4);
  const lines = Array.from({ length: rows }, () => {
    const columns = Array.from({ length: 12 }, () => rng.normal());
    return [...columns, columns.reduce((sum, each) => sum + each, 0) + rng.normal()].map((x) => x.toFixed(4)).join(',');
  });
  writeFileSync(at(name), [[...'abcdefghijkl', 'sum'].join(','), ...lines].join('\n'));
  return at(name);
}

beforeAll(() => {
  writeSums('sums.csv', 600);
  writeShop(folder, 'shop.csv', { rows: 2100, seed: 1 });
  writeShop(folder, 'few.csv', { rows: 200, seed: 1 });
  writeShop(folder, 'noise.csv', { rows: 500, seed: 1, shuffled: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('learning-curve', () => {
  it('finds the limit of a curve that is known, and draws it', async () => {
    const { exitCode, stdout } = await curve(at('sums.csv'), '--target', 'sum', '--output', at('sums.html'));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^rmse \(lower is better\) of \w+ for "sum"/);
    expect(stdout.match(/├─*●─*┤/g)!.length).toBeGreaterThanOrEqual(3);
    expect(stdout).toContain('if it goes on');
    expect(stdout).toContain('Twice the data');
    const page = readFileSync(at('sums.html'), 'utf8');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/undefined|NaN|<script/);
    const told = await answer(at('sums.csv'), '--target', 'sum');
    expect(told.points.map(({ size }) => size)).toEqual([56, 112, 225, 450]);
    // The noise has a standard deviation of 1, which no model gets below.
    expect(Math.abs(told.law.limit - 1)).toBeLessThan(0.15);
    expect(told.expected).toBeLessThan(told.points[3].value);
    expect(told).toMatchObject({ estimator: 'ridge', stoppedBy: 'rows', rows: { total: 600, sealed: 0, train: 450 } });
    expect(readFileSync(at('any.html'), 'utf8')).toBe(page);
    expect(existsSync(at('home'))).toBe(false);
  });

  it('leaves alone what a training seals, and repeats itself', async () => {
    const words = [at('shop.csv'), '--target', 'bought', '--id-column', 'id', '--repeats', '3'];
    const first = await answer(...words);
    expect(first.rows).toMatchObject({ total: 2100, sealed: 420 });
    expect(first.rows.train + first.rows.judge).toBeLessThanOrEqual(1680);
    const second = await answer(...words);
    expect({ ...second, durationMs: 0 }).toEqual({ ...first, durationMs: 0 });
  });

  it('promises nothing of rows that say nothing', async () => {
    const words = ['--target', 'bought', '--id-column', 'id', '--exclude', 'day,group'];
    const { verdict, advice } = await answer(at('noise.csv'), ...words);
    expect(verdict).toBe('not_distinguishable');
    expect(advice).toContain('not distinguishable from no gain');
  });

  it.each([
    [[at('few.csv'), '--target', 'bought'], /a learning curve needs at least 320 rows, got 200/, 1],
    [[at('shop.csv'), '--target', 'nothing'], /column "nothing"/, 2],
    [[at('shop.csv'), '--target', 'bought', '--budget', '1ms'], /time for 4 sizes/, 2],
    [[at('shop.csv'), '--target', 'bought', '--budget', 'soon'], /duration/, 2],
    [[at('shop.csv'), '--target', 'bought', '--metric', 'rmse'], /rmse does not fit/, 2],
    [[at('shop.csv'), '--target', 'bought', '--repeats', '2'], /--repeats/, 2],
    [[at('shop.csv'), '--target', 'bought', '--factor', '1'], /--factor/, 2],
    [[at('none.csv'), '--target', 'bought'], /none.csv/, 1],
    [[at('sums.csv'), '--target', 'sum', '--output', at('no/page.html')], /folder does not exist/, 1],
  ])('%j is refused', async (words, message, code) => {
    const { exitCode, stdout, stderr } = await curve(...words, '--quiet');
    expect(stderr).toMatch(message);
    expect([exitCode, stdout]).toEqual([code, '']);
  });
});
