/** Flags from schemas, and input from flags. */
import { Command as Program } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../app/operation.ts';
import { addOptions, inputOf, spelled, typedOf } from './options.ts';

const operation = {
  name: 'try.it',
  positional: ['model', 'runs'],
  input: z.object({
    runs: z.array(z.string()).describe('Some runs.'),
    model: z.string().describe('A model.'),
    maxDepth: z.int().optional().describe('Depth.'),
    exclude: z.array(z.string()).default([]).meta({ commas: true }).describe('Columns.'),
    derive: z.array(z.string()).default([]).describe('Expressions.'),
    force: z.boolean().default(false).describe('Go on.'),
    log: z.boolean().default(true).describe('Log it.'),
    task: z.enum(['binary', 'regression']).default('binary').describe('What.'),
  }),
} as unknown as Operation;

function parsed(...words: string[]) {
  const program = new Program().exitOverride().configureOutput({ writeErr() {} });
  addOptions(program, operation);
  return program.parse(words, { from: 'user' });
}
const input = (...words: string[]) => inputOf(operation, parsed('m', 'r1', ...words));

it('takes positional arguments in their order, the last one repeatedly', () => {
  expect(inputOf(operation, parsed('m', 'r1', 'r2'))).toMatchObject({ model: 'm', runs: ['r1', 'r2'] });
});

it('leaves defaults to the schema', () => {
  expect(input()).toEqual({ model: 'm', runs: ['r1'], log: true });
});

describe('lists', () => {
  it('of names split at commas and repeat', () => {
    expect(input('--exclude', 'a,b', '--exclude', ' c ,').exclude).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['"city, state",age', ['city, state', 'age']],
    ['"say ""hi"""', ['say "hi"']],
    ['" x ", y ', [' x ', 'y']],
    ['2" pipe', ['2" pipe']],
    ['"a,b', ['a,b']],
    ['"",', []],
    ['__proto__,constructor', ['__proto__', 'constructor']],
  ])('of names take %j as %j', (typed, names) => {
    expect(input('--exclude', typed)['exclude']).toEqual(names);
  });

  it('of any names survive quoting', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('-'));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        const typed = names.map((one) => `"${one.replaceAll('"', '""')}"`).join(',');
        expect(input('--exclude', typed)['exclude']).toEqual(names);
      }),
    );
  });

  it('of expressions keep their commas', () => {
    expect(input('--derive', 'x = greatest(a, b)', '--derive', 'y = 1').derive).toEqual([
      'x = greatest(a, b)',
      'y = 1',
    ]);
  });
});

describe('numbers', () => {
  it.each([
    ['7', 7],
    ['-1', -1],
    ['1e3', 1000],
    ['seven', 'seven'],
    ['', ''],
    [' ', ' '],
  ])('%j becomes %j', (typed, value) => {
    expect(input('--max-depth', typed)['maxDepth']).toBe(value);
  });

  it('are remembered as typed', () => {
    expect(typedOf(operation, parsed('m', 'r', '--max-depth', '1e3'), 'maxDepth')).toBe('1e3');
  });
});

it('switches are on or off', () => {
  expect(input('--force', '--no-log')).toMatchObject({ force: true, log: false });
});

it('choices are left for the schema to judge', () => {
  expect(input('--task', 'other')['task']).toBe('other');
});

it('names are spelled as a person types them', () => {
  expect(spelled(operation, 'maxDepth')).toBe('--max-depth');
  expect(spelled(operation, 'model')).toBe('<model>');
});
