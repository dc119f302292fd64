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

/** Work that ends early, with the keys that may be pressed and what the work has heard by then. */
function endingEarly() {
  const before = { SIGINT: process.listeners('SIGINT'), SIGTERM: process.listeners('SIGTERM') };
  const told = vi.fn();
  const heard: string[] = [];
  const running = interruptible(
    'train',
    ({ signal, enough }) =>
      new Promise<string>((resolve, reject) => {
        enough.addEventListener('abort', () => {
          heard.push('enough');
          setTimeout(() => resolve('the best so far'), 10_000);
        });
        signal.addEventListener('abort', () => {
          heard.push('give up');
          reject(new Error('given up'));
        });
      }),
    { endsEarly: true, onEnough: told },
  );
  running.catch(() => {});
  const press = (signal: 'SIGINT' | 'SIGTERM') => {
    for (const listener of process.listeners(signal))
      if (!before[signal].includes(listener)) (listener as () => void)();
  };
  const left = () => process.listeners('SIGINT').length - before.SIGINT.length;
  return { running, press, heard, told, left };
}

it('Ctrl-C asks work that ends early for what it has, and waits for it however long that takes', async () => {
  const { running, press, heard, told, left } = endingEarly();
  press('SIGINT');
  expect([heard, told.mock.calls.length]).toEqual([['enough'], 1]);
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(running).resolves.toBe('the best so far');
  expect(left()).toBe(0);
});

it('a second Ctrl-C gives up, and a third ends the process as the system does', async () => {
  const { running, press, heard, told, left } = endingEarly();
  press('SIGINT');
  press('SIGINT');
  expect([heard, told.mock.calls.length]).toEqual([['enough', 'give up'], 1]);
  // Nobody listens any more, so the next one is the system's.
  expect(left()).toBe(0);
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED', message: 'train was cancelled' });
});

it('SIGTERM gives up at once, also work that ends early', async () => {
  const { running, press, heard, told } = endingEarly();
  press('SIGTERM');
  expect([heard, told.mock.calls.length]).toEqual([['give up'], 0]);
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
});
