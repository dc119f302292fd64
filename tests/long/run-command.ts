/** One command of the built program in a process of its own, killed at an instant when that is asked for. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stopwatch } from '../../src/core/clock.ts';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

export type Answer = Readonly<Record<string, unknown>>;

export interface Outcome {
  /** Null when it was killed. */
  readonly exitCode: number | null;
  /** Present when it was printed whole: from then on the work counts as acknowledged. */
  readonly answer?: Answer;
  readonly tookMs: number;
}

/** Runs a command with JSON output; kills it after `killMs`. Fails when it ends by itself with an error. */
export async function runCommand(home: string, args: readonly string[], killMs?: number): Promise<Outcome> {
  const elapsed = stopwatch();
  const child = spawn(process.execPath, [bin, ...args, '--home', home, '--json', '--quiet'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const timer = killMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killMs);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (exitCode !== 0 && exitCode !== null) throw new Error(`${args.join(' ')} ended with ${exitCode}: ${errors}`);
  return { exitCode, answer: out.endsWith('\n') ? JSON.parse(out) : undefined, tookMs: elapsed() };
}
