/** Who still writes segments. */

/** Log instances of this process that do. */
export const livingWriters = new Set<string>();

/** True when a process of this number is there, also one of another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
