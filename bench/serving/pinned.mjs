/** Programs on a core of their own: the server on the first, the load generator on the second. */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
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

/** Seconds of processor time that a program and what it began have taken; the kernel counts hundredths. */
export function processorSeconds({ pid }) {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (processOf(name) ?? []) : []));
  // Some servers give their workers a group of their own: only parents tell whose they are.
  const family = new Set([pid]);
  for (let known = 0; known < family.size; ) {
    known = family.size;
    for (const { pid: child, parent } of processes) if (family.has(parent)) family.add(child);
  }
  return processes.reduce((ticks, one) => ticks + (family.has(one.pid) ? one.ticks : 0), 0) / 100;
}

/** Absent when it has ended since. */
function processOf(name) {
  try {
    const [, rest] = /\) (.*)$/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'));
    // After the name of the program: state, parent, and from the twelfth on user and system time.
    const fields = rest.split(' ');
    return { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

/** Resident bytes of a program, where /proc tells. */
export function residentBytes(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
