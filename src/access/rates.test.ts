/** How often somebody may ask. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Rates } from './rates.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('lets a second of requests pass at once, and then as many as the time allows', () => {
  const rates = new Rates(10);
  const taken = () => Array.from({ length: 30 }, () => rates.take('a')).filter((seconds) => seconds === 0).length;
  expect(taken()).toBe(10);
  expect([rates.take('a'), rates.wait('a'), rates.wait('b')]).toEqual([1, 1, 0]);
  vi.advanceTimersByTime(500);
  expect(taken()).toBe(5);
  vi.advanceTimersByTime(3_600_000);
  expect(taken()).toBe(10);
});

it('tells slow rates how many seconds to wait', () => {
  const rates = new Rates(0.1);
  expect([rates.take('a'), rates.take('a')]).toEqual([0, 10]);
  vi.advanceTimersByTime(4_000);
  expect(rates.take('a')).toBe(6);
});

it('remembers a bounded number of names, those that came last', () => {
  const rates = new Rates(1);
  rates.take('first');
  rates.take('often');
  for (let i = 0; i < 9_998; i++) rates.take(`n${i}`);
  expect([rates.wait('first'), rates.wait('often')]).toEqual([1, 1]);
  rates.take('n9998');
  expect([rates.wait('n0'), rates.wait('often')]).toEqual([0, 1]);
});

it('two that tell each other what was taken allow together what one allows', () => {
  const [here, there] = [new Rates(10), new Rates(10)];
  const taken = (rates: Rates) =>
    Array.from({ length: 30 }, () => rates.take('a')).filter((seconds) => seconds === 0).length;
  const tell = (from: Rates, to: Rates) => {
    for (const [name, count] of from.taken()) to.useUp(name, count);
  };
  expect(taken(here)).toBe(10);
  tell(here, there);
  expect(taken(there)).toBe(0);
  expect([here.taken(), there.taken()]).toEqual([[], []]);
  vi.advanceTimersByTime(500);
  expect(taken(there)).toBe(5);
  tell(there, here);
  expect(taken(here)).toBe(0);
  // However much was taken elsewhere, a second and the one after it are what it costs.
  here.useUp('a', 1_000);
  vi.advanceTimersByTime(2_000);
  expect(taken(here)).toBe(10);
});
