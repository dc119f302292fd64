/**
 * One line of JSON for every request and every problem. Lines are written beside the event loop; when nobody takes them (a pipe that
 * is not read, a full disk) a bounded number waits, and those beyond it are left out and counted: requests are never held up.
 */
import { once } from 'node:events';
import { constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { destination, pino, stdTimeFunctions } from 'pino';
import { isModelwrightError } from '../../core/errors.ts';
import { redactSecrets } from './redact-secrets.ts';
import type { ServerLog } from './server-log.ts';

export interface JsonLogOptions {
  /** A file descriptor or a file; default: standard error. */
  readonly to?: number | string;
  /** Other processes write to the same place. */
  readonly isShared?: boolean;
  /** Characters that wait at most. */
  readonly mostWaiting?: number;
}

/** Characters of one field. */
const mostOfField = 8 * 1024;
/**
 * Bytes of one write. A pipe takes so few of several processes whole that their lines do not mix; one process alone writes more, since a
 * write takes a turn of the event loop, and thousands of requests may be answered in some dozen turns.
 */
const mostAtOnce = { shared: 4096, alone: 64 * 1024 } as const;
/** What `close` waits for a reader that has stopped reading. */
const closingMs = 1_000;

/** Opens a log of lines such as `{"level":"info","time":"...","event":"request","route":"/v1/models/:name/predict","status":200,...}`. */
export function openJsonLog({
  to = 2,
  isShared = false,
  mostWaiting = 4 * 1024 * 1024,
}: JsonLogOptions = {}): ServerLog {
  let dropped = 0;
  let isClosed = false;
  let isGivenUp = false;
  const stream = destination({
    dest: typeof to === 'number' ? unblocked(to) : to,
    sync: false,
    maxLength: mostWaiting,
    // What belongs to the process stays open, and would be tried for ever.
    retryEAGAIN: () => !isGivenUp,
    maxWrite: isShared ? mostAtOnce.shared : mostAtOnce.alone,
  });
  stream.on('drop', () => dropped++);
  // A pipe whose reader has gone: the server goes on without its log.
  stream.on('error', () => dropped++);
  const lines = pino(
    {
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    stream,
  );
  return {
    takesRequests: true,
    answered(request) {
      if (isClosed) return;
      const { status } = request;
      const isAccident = typeof status === 'number' && status >= 500;
      // Not by spreading: what is put together so outlives the young generation.
      lines[isAccident ? 'error' : 'info'](Object.assign({ event: 'request' }, request));
    },
    state(state) {
      if (!isClosed) lines.info({ event: state });
    },
    problem(error) {
      if (isClosed) return;
      lines.error({ event: 'problem', ...describe(error) });
    },
    get dropped() {
      return dropped;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      const written = once(stream, 'close');
      stream.end();
      await Promise.race([written, sleep(closingMs, undefined, { ref: false })]);
      isGivenUp = true;
      stream.destroy();
    },
  };
}

/**
 * A place where writing fails at once when it is full: a write that waited in the system would hold up the end of the process. A pipe is
 * opened again for that; a socket, as services have it for their journal, cannot be, and is set so by the stream that takes hold of it.
 */
function unblocked(fd: number): number {
  const found = fstatSync(fd);
  if (found.isSocket()) new Socket({ fd, readable: false }).unref();
  if (!found.isFIFO()) return fd;
  try {
    return openSync(`/dev/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return fd;
  }
}

function describe(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { message: field(String(error)) };
  return {
    ...(isModelwrightError(error) && { code: error.code }),
    message: field(error.message),
    stack: field(error.stack ?? ''),
  };
}

function field(text: string): string {
  return redactSecrets(text.slice(0, mostOfField));
}
