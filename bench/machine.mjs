/** What else the machine was doing: its load, and processor time that other programs took. */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** The load of the last minute from which on figures are called those of a busy machine. */
export const busyLoad = 1.5;

export const loadNow = () => loadavg()[0];

/** Seconds that all processors together have worked since the start, or undefined where /proc does not tell. */
export function busySeconds() {
  try {
    const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].trim().split(/\s+/).map(Number);
    const [user, nice, system, , , irq, softirq, steal] = ticks;
    return (user + nice + system + irq + softirq + steal) / 100;
  } catch {
    return undefined;
  }
}
