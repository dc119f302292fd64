import { expect, it } from 'vitest';
import { reserveMs } from './reserve.ts';

const finished = [{ fitMs: 300 }, { fitMs: 100 }, { fitMs: 5000 }];
const job = { finished, members: 2, fitsToCome: 1.25, threads: 2, wholeMs: 10_000 };

it('is what the best candidates take again, on all threads', () => {
  expect(reserveMs(job)).toBe(250);
  expect(reserveMs({ ...job, members: 20, finished: [...finished, ...finished] })).toBe(3562.5);
  expect(reserveMs({ ...job, finished: [] })).toBe(0);
  expect(reserveMs({ ...job, fitsToCome: 0 })).toBe(0);
});

it('leaves the search more than half of its time', () => {
  expect(reserveMs({ ...job, wholeMs: 500 })).toBe(225);
  expect(reserveMs({ ...job, wholeMs: Number.POSITIVE_INFINITY })).toBe(250);
});
