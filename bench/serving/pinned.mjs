/** Programs on a core of their own: the server on the first, the load generator on the second. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0 && availableParallelism() > 1;
const canRise = spawnSync('nice', ['-n', '-15', 'true'], { stdio: 'pipe' }).stderr?.length === 0;

/** How programs are started here, for the table. */
export const pinning = `${canPin ? 'server and generator on a core each' : 'no cores of their own'}${canRise ? ', before other programs' : ''}`;

/** Starts a program on the core of the server or of the generator. */
export function start(side, program, args, options = {}) {
  const line = [
    ...(canRise ? ['nice', '-n', '-15'] : []),
    ...(canPin ? ['taskset', '-c', side === 'server' ? '0' : '1'] : []),
    program,
    ...args,
  ];
  return spawn(line[0], line.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
}

/** Ends a program that `start` began, and what it began itself. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 8000);
  await ended;
  clearTimeout(timer);
}

/** Resident bytes of a program, where /proc tells. */
export function residentBytes(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
