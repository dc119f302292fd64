/** The readers of documents, where reference files do not lead. */
import { expect, it } from 'vitest';
import { NumberStack } from './number-stack.ts';
import { readUbj } from './ubj-document.ts';

it.each([
  ['i', [0xff, 2], [-1, 2]],
  ['U', [0xff, 2], [255, 2]],
  ['I', [0xff, 0xfe, 1, 0], [-2, 256]],
  ['l', [0xff, 0xff, 0xff, 0xfd, 0, 0, 1, 0], [-3, 256]],
  ['d', [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], [1, -2]],
])('reads lists of type %s', (type, bytes, numbers) => {
  const list = Buffer.concat([Buffer.from(`[$${type}#i\u0002`), Buffer.from(bytes)]);
  expect(Array.from(readUbj(list) as Float64Array)).toEqual(numbers);
});

it('takes long lists off the stack, also from above others', () => {
  const stack = new NumberStack();
  stack.push(7);
  for (let i = 0; i < 1_000_001; i++) stack.push(i);
  const upper = stack.take(1);
  expect([upper.length, upper[0], upper[1_000_000]]).toEqual([1_000_001, 0, 1_000_000]);
  expect(Array.from(stack.take(0))).toEqual([7]);
});
