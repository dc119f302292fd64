import { expect, it } from 'vitest';
import { Changes } from './agree-on-changes.ts';

const load = (name: string) => ({ kind: 'load', name }) as const;
const unload = (name: string) => ({ kind: 'unload', name }) as const;

it('repeats the last change of each model that succeeded, in their order', async () => {
  const changes = new Changes();
  for (const change of [load('a'), load('b'), unload('a'), { kind: 'prepare', name: 'c' } as const]) {
    await changes.make(change, async () => []);
  }
  await expect(changes.make(load('d'), () => Promise.reject(new Error('damaged')))).rejects.toThrow('damaged');
  const repeated: unknown[] = [];
  await changes.repeat(
    async (change) => {
      repeated.push(change);
      throw new Error('not here');
    },
    () => repeated.push('equal'),
  );
  expect(repeated).toEqual([load('b'), unload('a'), 'equal']);
});

it('makes one change at a time, and none between a repetition and its end', async () => {
  const changes = new Changes();
  const order: string[] = [];
  const first = changes.make(load('a'), async () => {
    await Promise.resolve();
    order.push('a');
  });
  const repeated = changes.repeat(
    async () => order.push('a again'),
    () => order.push('equal'),
  );
  const second = changes.make(load('b'), async () => order.push('b'));
  await Promise.all([first, repeated, second]);
  expect(order).toEqual(['a', 'a again', 'equal', 'b']);
});
