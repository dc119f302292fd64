/** Processor time of another process, where the system tells without being asked by a program. */
import { readFileSync } from 'node:fs';

/** Places of user and system time in what follows the name of the program in `/proc/<pid>/stat`. */
const [userField, systemField] = [11, 12];

/** In clock ticks, of all its threads; undefined on systems without `/proc`, and when there is no such process. */
export function processorTicks(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in brackets, and may hold blanks and brackets itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return Number(fields[userField]) + Number(fields[systemField]);
  } catch {
    return undefined;
  }
}
