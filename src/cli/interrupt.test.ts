/** Interrupts of work that listens, and of work that does not. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { interruptible } from './interrupt.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Calls the listeners that came with the work, not those of the test runner. */
async function interrupted<T>(signal: 'SIGINT' | 'SIGTERM', work: (signal: AbortSignal) => Promise<T>) {
  const before = process.listeners(signal);
  const running = interruptible('train', ({ signal: given }) => work(given));
  running.catch(() => {});
  for (const listener of process.listeners(signal)) if (!before.includes(listener)) (listener as () => void)();
  return { running, left: () => process.listeners(signal).length - before.length };
}

it.each(['SIGINT', 'SIGTERM'] as const)('%s aborts work that listens', async (name) => {
  const { running, left } = await interrupted(
    name,
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('given up')));
      }),
  );
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED', message: 'train was cancelled' });
  expect(left()).toBe(0);
});

it('leaves work behind that does not end', async () => {
  const { running, left } = await interrupted('SIGINT', () => new Promise(() => {}));
  let isOver = false;
  running.catch(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(isOver).toBe(true);
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(left()).toBe(0);
});

it('keeps an answer that came in time', async () => {
  const { running } = await interrupted('SIGINT', async () => 'done');
  await expect(running).resolves.toBe('done');
});

it('passes on what work throws', async () => {
  const failure = new Error('no');
  await expect(interruptible('train', () => Promise.reject(failure))).rejects.toBe(failure);
});
