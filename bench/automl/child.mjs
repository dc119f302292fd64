/** Runs a program that may crash or never end: both are answers, not errors. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** How much of what a program said last is kept. */
const longestTail = 2000;
const watchMs = 250;

/**
 * @param limitSeconds afterwards the program and all it started are ended.
 * @returns `{ status: 'ok' | 'crashed' | 'timed out', seconds, processorSeconds, waitSeconds, stdout, tail }`: `tail` is the end of
 *   its error output. Of all its threads: seconds on a processor, and seconds in which they could have worked but other programs had
 *   the processors; 0 where /proc does not tell.
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
  const threads = new Map();
  const watch = setInterval(() => lookAtThreads(child.pid, threads), watchMs);
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
  const [processorSeconds, waitSeconds] = [0, 1].map((i) => [...threads.values()].reduce((sum, of) => sum + of[i], 0));
  return { status, seconds: (performance.now() - startedMs) / 1000, processorSeconds, waitSeconds, stdout, tail };
}

/** Notes seconds that each thread has run and has waited to run; threads that have ended keep their last figures. */
function lookAtThreads(pid, threads) {
  const folder = `/proc/${pid}/task`;
  try {
    for (const thread of readdirSync(folder)) {
      const [run, wait] = readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ');
      threads.set(thread, [Number(run) / 1e9, Number(wait) / 1e9]);
    }
  } catch {
    // It ends now, or this system does not tell.
  }
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
