import { execFileSync } from 'node:child_process';
import fs, { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { ModelwrightError } from '../../core/errors.ts';
import { openJsonLog } from './json-log.ts';
import type { AnsweredRequest } from './server-log.ts';

const request: AnsweredRequest = {
  requestId: 'r-1',
  protocol: 'http',
  method: 'POST',
  route: '/v1/models/:name/predict',
  status: 200,
  durationMs: 1.5,
  model: 'flights',
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function linesOf(write: (log: ReturnType<typeof openJsonLog>) => void): Promise<Record<string, unknown>[]> {
  const file = join(folder, 'log');
  rmSync(file, { force: true });
  const log = openJsonLog({ to: file });
  write(log);
  await log.close();
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line));
}

it('writes a line for a request, and an error line for one that the server failed', async () => {
  const lines = await linesOf((log) => {
    log.answered(request);
    log.answered({ ...request, status: 503, error: 'SERVER_BUSY' });
  });
  const { pid } = process;
  const time = expect.stringMatching(/^\d{4}-.*Z$/);
  expect(lines[0]).toEqual({ level: 'info', time, pid, event: 'request', ...request });
  expect(lines[1]).toMatchObject({ level: 'error', status: 503, error: 'SERVER_BUSY' });
});

it('keeps one line one line, whatever a model is called', () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\r\n{"level":"admin"}\u001b[2J')),
      async (model) => {
        const lines = await linesOf((log) => log.answered({ ...request, model }));
        expect(lines).toHaveLength(1);
        expect(lines[0]['model']).toBe(Buffer.from(model).toString());
        expect(lines[0]['level']).toBe('info');
      },
    ),
    { numRuns: 50 },
  ));

it('tells of problems with their code and place, cut to a bounded length and without secrets', async () => {
  const [known, long] = await linesOf((log) => {
    log.problem(
      new ModelwrightError('INTERNAL', { problem: 'postgres://me:hunter2@db:5432/x refused, password=hunter2' }),
    );
    log.problem(new Error('x'.repeat(100_000)));
  });
  expect(known).toMatchObject({
    level: 'error',
    event: 'problem',
    code: 'INTERNAL',
    stack: expect.stringContaining('at '),
  });
  expect(JSON.stringify(known)).not.toContain('hunter2');
  expect((long['message'] as string).length).toBe(8192);
});

it.each([
  ['few and large ones where it is alone', false, 16 * 1024, 64 * 1024],
  ['some that a pipe takes whole beside others', true, 0, 4096],
])('joins lines into writes: %s', async (_, isShared, least, most) => {
  const written = vi.spyOn(fs, 'write');
  onTestFinished(() => written.mockRestore());
  const file = join(folder, 'log');
  const log = openJsonLog({ to: file, isShared });
  for (let i = 0; i < 2_000; i++) log.answered({ ...request, requestId: `r-${i}` });
  await log.close();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).requestId)).toEqual(lines.map((_, i) => `r-${i}`));
  expect([lines.length, log.dropped]).toEqual([2_000, 0]);
  // A spy has the type of the last form of `write`, which takes bytes; the log gives texts.
  const sizes = written.mock.calls.map(([, text]) => Buffer.byteLength(text as unknown as string));
  expect(Math.max(...sizes)).toBeGreaterThan(least);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
});

it('leaves lines out, counts them and closes when nobody reads them', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const fd = openSync(pipe, constants.O_RDWR);
  const log = openJsonLog({ to: fd, mostWaiting: 100_000 });
  for (let i = 0; i < 20_000; i++) log.answered(request);
  expect(log.dropped).toBeGreaterThan(15_000);
  await log.close();
  expect(log.dropped).toBeLessThan(20_000);
  log.answered(request);
  closeSync(fd);
});
