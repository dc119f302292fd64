/** Timers ring when their time is up, and never early. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callAfter } from './timer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('calls once when the time is up, at once where none is left', () => {
  const call = vi.fn();
  callAfter(100, call);
  callAfter(-5, call);
  vi.advanceTimersByTime(0);
  expect(call).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(call).toHaveBeenCalledTimes(2);
});

it.each([2 ** 31, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY, Number.NaN])('never calls after %d ms', (ms) => {
  const call = vi.fn();
  callAfter(ms, call);
  vi.advanceTimersByTime(1e9);
  expect(call).not.toHaveBeenCalled();
});

it('calls nobody when it is cancelled', () => {
  const call = vi.fn();
  callAfter(100, call)();
  vi.advanceTimersByTime(1000);
  expect(call).not.toHaveBeenCalled();
});
