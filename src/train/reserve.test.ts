import { expect, it } from 'vitest';
import { reserveMs } from './reserve.ts';

const finished = [
  { name: 'gbdt', fitMs: 300 },
  { name: 'mlp', fitMs: 100 },
  { name: 'ridge', fitMs: 5000 },
];
const job = { finished, members: 2, fitsToCome: 1.25, threads: 2, wholeMs: 10_000 };

it('is what the best candidates take again, on all threads', () => {
  expect(reserveMs(job)).toBe(250);
  expect(reserveMs({ ...job, members: 20, finished: [...finished, ...finished] })).toBe(3562.5);
  expect(reserveMs({ ...job, finished: [] })).toBe(0);
  expect(reserveMs({ ...job, fitsToCome: 0 })).toBe(0);
});

it('is what the best of another kind takes besides, where the best are of one kind', () => {
  const [boosted, network, linear] = finished;
  const many = { ...job, members: 8, finished: [boosted, boosted, boosted, boosted, boosted, network, linear] };
  expect(reserveMs(many)).toBe(((4 * 300 + 100) * 1.25) / 2);
  expect(reserveMs({ ...many, finished: many.finished.slice(0, 5) })).toBe((4 * 300 * 1.25) / 2);
  expect(reserveMs({ ...many, members: 1 })).toBe((300 * 1.25) / 2);
});

it('leaves the search more than half of its time', () => {
  expect(reserveMs({ ...job, wholeMs: 500 })).toBe(225);
  expect(reserveMs({ ...job, wholeMs: Number.POSITIVE_INFINITY })).toBe(250);
});
