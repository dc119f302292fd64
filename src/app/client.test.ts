import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Progress } from '../core/progress.ts';
import { type Client, clientOf } from './client.ts';
import { operations } from './operations/index.ts';
import { openPlatform, type Platform } from './platform.ts';

const penguins = fileURLToPath(new URL('../../node_modules/vega-datasets/data/penguins.json', import.meta.url));

let folder = '';
let platform: Platform;
let mw: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'client-'));
  platform = await openPlatform({ home: join(folder, 'home') });
  mw = clientOf(platform);
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('clientOf', () => {
  it('has a call for every operation, under its name and nothing else', () => {
    const names = Object.entries(mw).flatMap(([first, call]) =>
      typeof call === 'function' ? [first] : Object.keys(call).map((second) => `${first}.${second}`),
    );
    const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(names.sort()).toEqual(operations.map(({ name }) => camel(name)).sort());
  });

  it('fills defaults and gives what the operation promises', async () => {
    const profile = await mw.profile({ source: penguins });
    expect(profile).toMatchObject({ rows: 344, columns: expect.arrayContaining([expect.anything()]) });
    const { output } = operations.find(({ name }) => name === 'profile')!;
    expect(output.safeParse(profile)).toMatchObject({ success: true });
  });

  it('tells progress to who asked for it', async () => {
    const told: Progress[] = [];
    await mw.profile({ source: penguins }, { onProgress: (progress) => told.push(progress) });
    expect(told.map(({ stage }) => stage)).toContain('read');
  });

  it('hands on the errors of the operation', async () => {
    await expect(mw.profile({ source: join(folder, 'none.csv') })).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    await expect(mw.models.show({ model: 'none' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

describe('an input that breaks its law', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  it.each([
    ['an absent field', { target: 'y' }, 'source', 'nothing'],
    ['a wrong type', { source: 'a.csv', target: 7 }, 'target', '7'],
    ['a number out of range', { source: 'a.csv', target: 'y', maxCandidates: 0 }, 'maxCandidates', '0'],
    ['a value deep inside', { source: 'a.csv', target: 'y', exclude: ['a', 3] }, 'exclude.1', '3'],
    ['a name that is no option', { source: 'a.csv', target: 'y', task: 'ranking' }, 'task', '"ranking"'],
    ['a bigint', { source: 'a.csv', target: 'y', seed: 7n }, 'seed', '7n'],
    [
      'a value that contains itself',
      { source: 'a.csv', target: circular },
      'target',
      '<ref *1> { self: [Circular *1] }',
    ],
    ['no input', undefined, 'input', 'nothing'],
    ['a text for an input', 'a.csv', 'input', '"a.csv"'],
  ])('is refused by name: %s', async (_, input, name, value) => {
    // Callers in JavaScript are not held back by types.
    const refused = mw.train(input as unknown as Parameters<Client['train']>[0]);
    await expect(refused).rejects.toMatchObject({ code: 'PARAM_INVALID', exit: 2, details: { name, value } });
  });

  it('is shown in short', async () => {
    // Of a type that the compiler would refuse, as from a caller in JavaScript.
    const target = ['x'.repeat(5000)] as unknown as string;
    // Callers in JavaScript are not held back by types.
    const refused = mw.train({ source: 'a.csv', target });
    await expect(refused).rejects.toSatisfy((error) => (error as Error).message.length < 250);
  });

  it('is refused before anything is written', async () => {
    const home = join(folder, 'untouched');
    const other = await openPlatform({ home });
    await expect(clientOf(other).models.promote({ model: '', reason: 'x' })).rejects.toMatchObject({ exit: 2 });
    await other.close();
    expect(existsSync(home)).toBe(false);
  });
});
