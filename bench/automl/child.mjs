/** Runs a program that may crash or never end: both are answers, not errors. */
import { spawn } from 'node:child_process';

/** How much of what a program said last is kept. */
const longestTail = 2000;

/**
 * @param limitSeconds afterwards the program and all it started are ended.
 * @returns `{ status: 'ok' | 'crashed' | 'timed out', seconds, stdout, tail }`: `tail` is the end of its error output.
 */
export async function runChild(program, args, { limitSeconds, env = {}, cwd }) {
  const startedMs = performance.now();
  // A group of its own, so that processes which it started end with it.
  const stdio = ['ignore', 'pipe', 'pipe'];
  const child = spawn(program, args, { stdio, cwd, env: { ...process.env, ...env }, detached: true });
  let stdout = '';
  let tail = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    tail = (tail + text).slice(-longestTail);
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    endGroup(child.pid);
  }, limitSeconds * 1000);
  const stop = () => endGroup(child.pid);
  process.once('exit', stop);
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('close', resolve);
  });
  clearTimeout(timer);
  process.off('exit', stop);
  const status = late ? 'timed out' : code === 0 ? 'ok' : 'crashed';
  return { status, seconds: (performance.now() - startedMs) / 1000, stdout, tail };
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
