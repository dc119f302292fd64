/** Live progress on standard error: one line that renews itself on a terminal, a quiet line now and then elsewhere. */
import { monotonicMs } from '../core/clock.ts';
import type { OnProgress, Progress } from '../core/progress.ts';
import { duration } from './figures.ts';
import type { Output } from './screen.ts';
import { cut } from './text-width.ts';

export interface ProgressLine {
  readonly onProgress: OnProgress;
  /** Takes the line away. */
  stop(): void;
}

const renewMs = 250;
const quietMs = 5_000;
const spinner = ['|', '/', '-', '\\'];
const clearLine = '\r\u001b[2K';

/** `live` allows the renewing line where there is a terminal. On it, nothing is shown for work of a quarter of a second. */
export function showProgress(
  output: Output,
  { quiet = false, live = true }: { readonly quiet?: boolean; readonly live?: boolean } = {},
): ProgressLine {
  if (quiet) return { onProgress() {}, stop() {} };
  return live && output.isTTY ? liveLine(output) : quietLines(output);
}

function liveLine(output: Output): ProgressLine {
  const startedMs = monotonicMs();
  let latest: Progress = { stage: 'starting' };
  let drawnMs = startedMs;
  let turn = 0;
  let drawn = false;
  const draw = () => {
    drawnMs = monotonicMs();
    const text = `${spinner[turn++ % spinner.length]} ${duration(drawnMs - startedMs)}  ${words(latest)}`;
    output.write(`${clearLine}${cut(text, (output.columns ?? 80) - 1)}`);
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
      if (drawn) output.write(clearLine);
      drawn = false;
    },
  };
}

/** One line a stage, and one every few seconds within it. */
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
  const share = done !== undefined && total !== undefined && total > 0 ? Math.floor((100 * done) / total) : undefined;
  const amount = share !== undefined ? ` ${done}/${total} (${share} %)` : done === undefined ? '' : ` ${done}`;
  // Notes may carry names from the data.
  return `${stage}${amount}${note ? `  ${note}` : ''}`.replace(/\p{Cc}/gu, ' ');
}
