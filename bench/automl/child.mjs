/** Runs a program that may crash or never end: both are answers, not errors. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How much of what a program said last is kept. */
const longestTail = 2000;
const watchMs = 250;

/**
 * @param limitSeconds afterwards the program and all it started are ended.
 * @returns `{ status: 'ok' | 'crashed' | 'timed out', seconds, processorSeconds, stdout, tail }`: `tail` is the end of its error
 *   output; processor seconds are those of all its threads, undefined where /proc does not tell.
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
  let processorSeconds;
  const watch = setInterval(() => {
    processorSeconds = processorOf(child.pid) ?? processorSeconds;
  }, watchMs);
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
  clearInterval(watch);
  process.off('exit', stop);
  const status = late ? 'timed out' : code === 0 ? 'ok' : 'crashed';
  return { status, seconds: (performance.now() - startedMs) / 1000, processorSeconds, stdout, tail };
}

/** Seconds that a process has worked, with those of its children that have ended. */
function processorOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold spaces; user and system time, own and of children, are the 12th to 15th field after it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    return undefined;
  }
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
