import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ModelwrightError } from '../core/errors.ts';
import type { FoldResult, FoldTask } from './fold-task.ts';
import { openRunAhead, type RunAhead } from './run-ahead.ts';

const task = (stream: string) => ({ stream }) as FoldTask;

/** A pool whose tasks end when the test says so. */
function stand(threads: number) {
  const running = new Map<string, { end(score: number): void; fail(error: Error): void }>();
  const began: string[] = [];
  return {
    threads,
    began,
    run: ({ stream }: FoldTask, signal?: AbortSignal) =>
      new Promise<FoldResult>((resolve, reject) => {
        began.push(stream);
        const left = () => running.delete(stream);
        running.set(stream, {
          end: (score) => left() && resolve({ score, fitMs: 1, predictions: { values: Float64Array.of(score) } }),
          fail: (error) => left() && reject(error),
        });
        signal?.addEventListener('abort', () => {
          running.get(stream)?.fail(new ModelwrightError('CANCELLED', { what: 'the fit' }));
        });
      }),
    end: (stream: string, score = 0) => running.get(stream)!.end(score),
    fail: (stream: string, error: Error) => running.get(stream)!.fail(error),
    isRunning: (stream: string) => running.has(stream),
  };
}

async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await turn();
}

/** Leaves a thread without work, after a first task. */
async function leaveIdle(pool: ReturnType<typeof stand>, ahead: RunAhead): Promise<void> {
  const first = ahead.run(task('first'));
  pool.end('first');
  await first;
  await turns();
}

it('begins what is expected when a thread is left without work, in its order, and no more than there are threads', async () => {
  const pool = stand(2);
  const ahead = openRunAhead(pool, new AbortController().signal);
  ahead.expect([task('c'), task('d'), task('e')]);
  const asked = [ahead.run(task('a')), ahead.run(task('b'))];
  await turns();
  expect(pool.began).toEqual(['a', 'b']);
  pool.end('a');
  await turns();
  expect(pool.began).toEqual(['a', 'b', 'c']);
  pool.end('c');
  await turns();
  expect(pool.began).toEqual(['a', 'b', 'c', 'd']);
  pool.end('b');
  await Promise.all(asked);
});

it('lets who waited for what has just ended go first', async () => {
  const pool = stand(1);
  const ahead = openRunAhead(pool, new AbortController().signal);
  ahead.expect([task('next')]);
  const both = ahead.run(task('first')).then(() => ahead.run(task('others')));
  pool.end('first');
  await turns();
  expect(pool.began).toEqual(['first', 'others']);
  pool.end('others');
  await both;
});

it('hands over what it began, running or done, and does not do it twice', async () => {
  const pool = stand(1);
  const ahead = openRunAhead(pool, new AbortController().signal);
  ahead.expect([task('done'), task('running')]);
  await leaveIdle(pool, ahead);
  pool.end('done', 0.25);
  await turns();
  expect(pool.isRunning('running')).toBe(true);
  const results = [ahead.run(task('done')), ahead.run(task('running'))];
  pool.end('running', 0.75);
  expect((await Promise.all(results)).map(({ score }) => score)).toEqual([0.25, 0.75]);
  expect(pool.began).toEqual(['first', 'done', 'running']);
  void ahead.run(task('done'));
  expect(pool.began).toHaveLength(4);
});

it('forgets what it did not begin when other tasks are expected', async () => {
  const pool = stand(1);
  const ahead = openRunAhead(pool, new AbortController().signal);
  ahead.expect([task('old')]);
  const first = ahead.run(task('first'));
  ahead.expect([task('new')]);
  pool.end('first');
  await first;
  await turns();
  expect(pool.began).toEqual(['first', 'new']);
});

it('tells an error to those who ask for the task, and to nobody else', async () => {
  const pool = stand(1);
  const ahead = openRunAhead(pool, new AbortController().signal);
  ahead.expect([task('bad'), task('unasked')]);
  await leaveIdle(pool, ahead);
  pool.fail('bad', new ModelwrightError('ROWS_TOO_FEW', { what: 'a fit', needed: 2, rows: 1 }));
  await turns();
  pool.fail('unasked', new Error('nobody hears of this'));
  await turns();
  await expect(ahead.run(task('bad'))).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
});

it.each(['its signal', 'its end'])('ends with %s what it began, and begins nothing more', async (by) => {
  const pool = stand(1);
  const deadline = new AbortController();
  const ahead = openRunAhead(pool, deadline.signal);
  ahead.expect([task('begun'), task('never')]);
  await leaveIdle(pool, ahead);
  expect(pool.isRunning('begun')).toBe(true);
  if (by === 'its signal') deadline.abort();
  else ahead.close();
  await turns();
  expect(pool.isRunning('begun')).toBe(false);
  expect(pool.began).toEqual(['first', 'begun']);
});
