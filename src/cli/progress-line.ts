/** Live progress on standard error: one line that renews itself on a terminal, a quiet line now and then elsewhere. */
import { monotonicMs } from '../core/clock.ts';
import type { OnProgress, Progress } from '../core/progress.ts';
import { duration } from './figures.ts';
import type { Output } from './screen.ts';
import { cut } from './table-text.ts';

export interface ProgressLine {
  readonly onProgress: OnProgress;
  /** Takes the line away. */
  stop(): void;
}

const renewMs = 250;
const quietMs = 5_000;
const spinner = ['|', '/', '-', '\\'];

/** Nothing is shown for work that ends within a quarter of a second. */
export function showProgress(output: Output): ProgressLine {
  return output.isTTY ? liveLine(output) : quietLines(output);
}

/** For `--quiet`. */
export const noProgress: ProgressLine = { onProgress() {}, stop() {} };

function liveLine(output: Output): ProgressLine {
  const startedMs = monotonicMs();
  let latest: Progress | undefined;
  let drawnMs = startedMs;
  let turn = 0;
  let drawn = false;
  const draw = () => {
    if (!latest) return;
    drawnMs = monotonicMs();
    const text = `${spinner[turn++ % spinner.length]} ${words(latest)}  ${duration(drawnMs - startedMs)}`;
    output.write(`\r\u001b[2K${cut(text, (output.columns ?? 80) - 1)}`);
    drawn = true;
  };
  const timer = setInterval(draw, renewMs);
  timer.unref();
  return {
    onProgress(progress) {
      latest = progress;
      // Work may keep the thread busy, so the timer alone would not do.
      if (monotonicMs() - drawnMs >= renewMs) draw();
    },
    stop() {
      clearInterval(timer);
      if (drawn) output.write('\r\u001b[2K');
    },
  };
}

function quietLines(output: Output): ProgressLine {
  const startedMs = monotonicMs();
  let stage: string | undefined;
  let writtenMs = startedMs;
  return {
    onProgress(progress) {
      const nowMs = monotonicMs();
      if (progress.stage === stage && nowMs - writtenMs < quietMs) return;
      stage = progress.stage;
      writtenMs = nowMs;
      output.write(`${duration(nowMs - startedMs).padStart(7)}  ${words(progress)}\n`);
    },
    stop() {},
  };
}

function words({ stage, done, total, note }: Progress): string {
  const counted = done !== undefined && total !== undefined && total > 0;
  const amount = counted
    ? ` ${done}/${total} (${Math.floor((100 * done) / total)} %)`
    : done === undefined
      ? ''
      : ` ${done}`;
  return `${stage}${amount}${note ? `  ${note}` : ''}`;
}
