/** Files of the log that are not whole yet. Those of killed processes are removed: they hold what may have been erased since. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nowMs } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { isAlive } from './living-writers.ts';

/** Files that are being written at other places of this process are not counted; they take far less than this. */
const ownPatienceMs = 60_000;
const abandonedAfterMs = 60 * 60_000;

/** Those that this process writes right now. */
const ownTemporaries = new Set<string>();

/** A path beside `path` that nobody else takes, and nobody removes until it is given up. */
export function takeTemporary(path: string): string {
  const temporary = `${path}.${process.pid}.${newId('part')}.tmp`;
  ownTemporaries.add(temporary);
  return temporary;
}

/** Removes what is still there under a path that was taken. */
export async function giveUpTemporary(temporary: string): Promise<void> {
  await rm(temporary, { force: true });
  ownTemporaries.delete(temporary);
}

/** Removes half-written files of killed processes from the log in `folder`. */
export async function removeAbandonedFiles(folder: string): Promise<void> {
  for (const key of await readdir(folder).catch(() => [])) {
    for (const name of await readdir(join(folder, key)).catch(() => [])) {
      const path = join(folder, key, name);
      if (!name.endsWith('.tmp') || ownTemporaries.has(path)) continue;
      const pid = Number(/\.(\d+)\.\w+\.tmp$/.exec(name)?.[1] ?? 0);
      const age = nowMs() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0);
      const isLeft = pid === process.pid ? age > ownPatienceMs : pid === 0 || !isAlive(pid);
      if (isLeft || age > abandonedAfterMs) await rm(path, { force: true }).catch(() => {});
    }
  }
}
