/** `models compare` from the command line: sealed holdouts and their looks, sources, the same bytes each time, bad input. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { modelsCompare } from '../../src/app/operations/models.ts';
import type { Answer } from '../../src/cli/views/answer.ts';
import { writeShop } from '../train/tables.ts';
import { cli } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');
const home = ['--home', at('home')];
const compare = (...words: string[]) => cli(['models', 'compare', ...words, ...home]);
const answer = async (...words: string[]) => {
  const { stdout, stderr } = await compare(...words, '--output', at('any'), '--json', '--quiet');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Extract<Answer<typeof modelsCompare>, { format: 'modelwright-comparison' }>;
};

beforeAll(async () => {
  const source = writeShop(folder, 'shop.csv', { rows: 2100, seed: 1 });
  writeShop(folder, 'june.csv', { rows: 400, seed: 2 });
  const settings = ['--target', 'bought', '--id-column', 'id', '--preset', 'fast', '--max-candidates', '1', ...home];
  for (const more of [
    ['--refit', 'all'],
    ['--name', 'blind', '--exclude', 'x'],
    ['--name', 'blinder', '--exclude', 'x,day'],
    ['--name', 'other', '--seed', '8'],
  ]) {
    expect((await cli(['train', source, ...settings, ...more])).exitCode).toBe(0);
  }
  const numbers = ['--target', 'x', '--id-column', 'id', '--exclude', 'day', '--max-candidates', '1', ...home];
  expect((await cli(['train', at('june.csv'), '--name', 'numbers', '--preset', 'fast', ...numbers])).exitCode).toBe(0);
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('models compare', () => {
  it('tells the better model on new rows, in every format with the same bytes', async () => {
    for (const format of ['html', 'md', 'json']) {
      for (const name of ['first', 'second']) {
        const words = ['shop@1', 'blind', at('june.csv'), '--format', format, '--output', at(name)];
        const { exitCode, stdout } = await compare(...words);
        expect(exitCode).toBe(0);
        expect(stdout).toMatch(/^shop@1: better than blind@1 in roc_auc, by 400 rows of /);
      }
      expect(read('second')).toBe(read('first'));
    }
    const { verdict, slices, looks, first, second } = await answer('blind', 'shop@1', at('june.csv'));
    expect([verdict, looks, first.name, second.name]).toEqual(['worse', undefined, 'blind', 'shop']);
    expect(slices.list.some((slice) => slice.verdict === 'worse')).toBe(true);
    expect(first.latencyUs).toBeGreaterThan(0);
  });

  it('asks nothing new of a sealed holdout that judged both', async () => {
    const { verdict, rows, looks } = await answer('shop@1', 'blind');
    expect([verdict, rows]).toEqual(['better', 420]);
    expect(looks!.map(({ look, again }) => [look, again])).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  it('looks only at rows that neither learned from, and once for each model', async () => {
    const once = await answer('shop@1', 'blinder');
    expect(once.verdict).toBe('better');
    expect(once.rows).toBeLessThan(300);
    expect(once.notes[0]).toBe(`Compared on the ${once.rows} of 420 sealed rows that both trainings had sealed.`);
    expect(once.looks!.map(({ again }) => again)).toEqual([false, false]);
    const twice = await answer('shop@1', 'blinder');
    expect(twice.looks!.map(({ again }) => again)).toEqual([true, true]);
    expect({ ...twice, looks: [] }).toEqual({ ...once, looks: [] });
  });

  it.each(['shop@2', 'blinder --holdout shop@1'])(
    'evaluate %s is refused as well: it learned from the rows',
    async (words) => {
      const { exitCode, stdout, stderr } = await cli(['evaluate', ...words.split(' '), '--quiet', ...home]);
      expect(stderr).toMatch(/learned from rows of this holdout/);
      expect([exitCode, stdout]).toEqual([3, '']);
    },
  );

  it.each([
    [['shop@1', 'shop@1'], /another version, got shop@1/, 2],
    [['shop@1', 'nobody'], /model "nobody" does not exist/, 1],
    [['shop@2', 'blind'], /learned from rows of this holdout/, 3],
    [['shop@1', 'shop@2'], /learned from rows of this holdout/, 3],
    [['shop@1', 'other'], /learned from rows of this holdout/, 3],
    [['shop@1', 'numbers', at('june.csv')], /shop@1 does binary, numbers@1 does regression/, 2],
    [['numbers', 'shop@1', '--holdout', 'numbers'], /does regression/, 2],
    [['shop@1', 'blind', at('june.csv'), '--holdout', 'shop@1'], /no value beside a source/, 2],
    [['shop@1', 'blind', '--metric', 'rmse'], /metric rmse does not fit task binary/, 2],
    [['shop@1', 'blind', at('none.csv')], /none.csv/, 1],
    [['shop@1', 'blind', at('empty.csv')], /(comparing|rows)/, 1],
  ])('%j is refused', async (words, message, code) => {
    writeFileSync(at('empty.csv'), 'id,day,x,colour,group,bought\nc1,2024-01-01,0.5,red,g1,yes\n');
    const { exitCode, stdout, stderr } = await compare(...words, '--quiet');
    expect(stderr).toMatch(message);
    expect([exitCode, stdout]).toEqual([code, '']);
  });
});
