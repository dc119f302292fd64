/** How often the memory of a server's process is collected. */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/** The heap may grow to four times what the last collection left: of 40 MB that a small model's server keeps, to 160. */
const growthPercent = 300;

/**
 * Lets the heap of this process grow further between two collections of its old part, each of which takes tens of milliseconds from the
 * requests where the process has one core: its helpers compete with the loop (decision 39). There the loop marks by itself, a little at
 * a time (decision 51). V8 stays within its own limit of the heap, and versions of it that do not know a setting say so in a line and
 * go on.
 */
export function collectRarely(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  if (availableParallelism() === 1) setFlagsFromString('--no-concurrent-marking');
}
